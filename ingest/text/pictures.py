"""Pictures that belong to a signature, and the marks that programs leave in their place."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.mime.mail import Enclosed, File
from ingest.mime.values import Person
from ingest.text.html_text import images, without_images
from ingest.text.lines import Line
from ingest.text.signature import cut_disclaimer, cut_own, cut_signature_of, is_closing

# Outlook, Gmail, Apple Mail, Thunderbird in the plain text beside a page with pictures.
_MARK = re.compile(
    r"\[cid:[^\]\s]{1,200}\]|\[(?:image|inline image|image intégrée|description ?)\s?:?\s?"
    r"[^\]\n]{0,120}\.(?:png|jpe?g|gif|bmp|svg)[^\]\n]{0,40}\]|\[inline image \d{1,3}\]"
    r"|<(?:image|pastedgraphic|outlook)[-\w]{0,60}\.(?:png|jpe?g|gif|bmp|tiff?)>|\ufffc",
    re.IGNORECASE,
)
_EMPTIED = re.compile(r"\n[ \t]*\ue002[ \t\ue002]*(?=\n|\Z)|\ue002")
# A photograph is larger, and a logo that is as large may well be one. Below the last word
# of a signature people also attach photographs: there it must be smaller, and no JPEG.
_MOST_BYTES, _MOST_BELOW = 64_000, 20_000
_KINDS = frozenset({"image/png", "image/gif", "image/jpeg", "image/jpg", "image/bmp"})
_KINDS_BELOW = frozenset({"image/png", "image/gif"})
_LONGEST = 12
# Stands for a picture alone on its line.
_PICTURE = "\ufffc picture"


def without_marks(text: str) -> str:
    """The text without what stands for a picture, and without the lines that held nothing else."""
    if "[" not in text and "<" not in text and "\ufffc" not in text:
        return text
    marked = _MARK.sub("\ue002", text)
    return _EMPTIED.sub("", f"\n{marked}")[1:] if marked != text else text


class SignaturePictures(NamedTuple):
    """Content-IDs of the pictures of a signature: among its words, and below the last of them."""

    among: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()

    def has(self, file: File) -> bool:
        """The file is one of them, and as small as a logo is."""
        kind, size = file.attachment.content_type, file.attachment.size
        if file.cid in self.among:
            return kind in _KINDS and size <= _MOST_BYTES
        is_below = file.cid in self.below
        return is_below and kind in _KINDS_BELOW and size <= _MOST_BELOW


def find_in_signature(
    lines: list[Line], person: Person | None, quoted: str = ""
) -> SignaturePictures:
    """The pictures where the writer signs, and those of the history that they quote.

    `lines` are of the page, with the marks of its pictures.
    """
    bare = [_bare(line) for line in lines]
    end = min(cut_own(bare), cut_disclaimer(bare), _below_closing(bare))
    if person:
        end = min(end, cut_signature_of(bare, person))
    worded = [at for at in range(end, len(lines)) if _has_words(bare[at])]
    last = worded[-1] if worded else end - 1
    among = [cid for line in lines[end : last + 1] for cid in images(line.text)]
    below = [cid for line in lines[last + 1 :] for cid in images(line.text)]
    return SignaturePictures(
        frozenset((*among, *images(quoted))),
        frozenset(below) if end < len(lines) else frozenset(),
    )


def _has_words(line: Line) -> bool:
    return not line.blank and line.text != _PICTURE


def _bare(line: Line) -> Line:
    """The line with its words alone; one that holds a picture is never empty."""
    words = without_images(line.text)
    is_picture = not words.strip() and words != line.text
    return Line(line.depth, _PICTURE if is_picture else words)


def _below_closing(lines: list[Line]) -> int:
    """Index below the last « Cordialement », where only a signature follows."""
    closing = [at for at, line in enumerate(lines) if is_closing(line.text)]
    if not closing:
        return len(lines)
    below = closing[-1] + 1
    filled = sum(not line.blank for line in lines[below:])
    return below if filled <= _LONGEST else len(lines)


def split_pictures(enclosed: tuple[Enclosed, ...]) -> tuple[list[File], list[File]]:
    """Split files of messages kept as documents: (small pictures that pages show, the others)."""
    shown: list[File] = []
    others: list[File] = []
    for message in enclosed:
        for file in message.mail.files:
            is_shown = bool(file.cid) and f"cid:{file.cid}" in message.mail.html
            pictures = SignaturePictures(below=frozenset({file.cid}))
            (shown if is_shown and pictures.has(file) else others).append(file)
        inner_shown, inner_others = split_pictures(message.mail.enclosed)
        shown += inner_shown
        others += inner_others
    return shown, others
