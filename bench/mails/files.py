"""Attachments: random bytes behind the head of a real format, under difficult names."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email.header import Header
from hashlib import sha256
from random import Random
from urllib.parse import quote

SMALLEST, LARGEST = 50_000, 400_000
_PDF = (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"\n%%EOF\n")
_JPEG = (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01\x00H\x00H\x00\x00", b"\xff\xd9")
_STEMS = (
    "facture plombier",
    "Constat amiable – recto verso",
    "échéancier_2026",
    "relevé d’identité bancaire",
    "lettre recommandée (avis de réception)",
    "Photo dégât nº{n}",
    "IMG_{n}",
    "scan{n}",
    "Conditions particulières signées et paraphées par le souscripteur à Saint-Étienne-du-Rouvray",
    "état des lieux – entrée «duplex»",
)


@dataclass(frozen=True, slots=True)
class File:
    """A document: its name as the sender sees it, its type, its bytes."""

    name: str
    content_type: str
    content: bytes

    def describe(self) -> dict[str, str]:
        """Describe the file for the ground truth."""
        return {"name": self.name, "sha256": sha256(self.content).hexdigest()}


def file(rng: Random) -> File:
    """A PDF or a photograph of 50 to 400 kB."""
    stem = rng.choice(_STEMS).format(n=rng.randint(1000, 9999))
    size = rng.randint(SMALLEST, LARGEST)
    if rng.random() < 0.6:
        head, kind, ending = _PDF, "application/pdf", ".pdf"
    else:
        head, kind, ending = _JPEG, "image/jpeg", rng.choice((".jpg", ".JPG", ".jpeg"))
    middle = rng.randbytes(size - len(head[0]) - len(head[1]))
    return File(stem + ending, kind, head[0] + middle + head[1])


def part(rng: Random, attached: File) -> bytes:
    """The MIME part of a file, its name written as one of the ways clients have."""
    naming = rng.choice(_NAMINGS)
    type_name, disposition_name = naming(attached.name)
    headers = [
        f"Content-Type: {attached.content_type}{type_name}",
        f"Content-Disposition: attachment{disposition_name}",
        "Content-Transfer-Encoding: base64",
    ]
    body = base64.encodebytes(attached.content).replace(b"\n", b"\r\n")
    return "\r\n".join([*headers, "", ""]).encode("ascii") + body


def _words(name: str) -> str:
    """Encoded words, folded; RFC 2047 forbids them here, and most clients do it."""
    if name.isascii():
        return f'"{name}"'
    encoded = Header(name, "utf-8", maxlinelen=70).encode().replace("\n", "\r\n")
    return f'"{encoded}"'


def _percent(name: str) -> str:
    return "UTF-8''" + quote(name, safe="")


def _join_continued(name: str) -> str:
    """RFC 2231 with continuations, cut between two escapes."""
    pieces = re.findall(r"(?:%[0-9A-F]{2}|[^%]){1,16}", _percent(name))
    return "".join(f";\r\n filename*{n}*={piece}" for n, piece in enumerate(pieces))


def _by_rfc2231(name: str) -> tuple[str, str]:
    return f"; name={_words(name)}", f";\r\n filename*={_percent(name)}"


def _by_continuations(name: str) -> tuple[str, str]:
    return "", _join_continued(name)


def _by_words(name: str) -> tuple[str, str]:
    words = _words(name)
    return f";\r\n name={words}", f";\r\n filename={words}"


def _by_type_alone(name: str) -> tuple[str, str]:
    return f";\r\n name={_words(name)}", ""


_NAMINGS = (
    _by_rfc2231,
    _by_rfc2231,
    _by_continuations,
    _by_words,
    _by_words,
    _by_type_alone,
)
