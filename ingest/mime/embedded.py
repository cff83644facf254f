"""Files that stand inside a text: uuencode, yEnc, and pictures pasted as `data:` addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from ingest.mime import charsets, headers
from ingest.mime.limits import Room
from ingest.mime.mail import File, Mail, as_attachment
from models.base.transfer_encoding import decode, read_base64

# Files of one text, and pictures looked at: the same one may be pasted again and again.
MAX_FILES, MAX_PASTED = 100, 500
# POSIX uuencode: `begin`, the file's mode in octal, its name; lines; `end`.
_UU = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} (?=\S)([^\r\n]{1,300})\r?\n", re.M)
_UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$\n?", re.M)
# A length and its letters: 45 octets are 60 letters.
_UU_LINE = re.compile(rb"(?:M[ -`]{1,64}|[ -`]{0,64})\Z")
# yEnc 1.3: `=ybegin line=128 size=123 name=...`, an optional `=ypart`, lines, `=yend`.
_Y_BEGIN = re.compile(
    rb"^=ybegin [^\r\n]{0,200}?\bname=([^\r\n]{1,300})\r?\n(?:=ypart [^\r\n]*\n)?", re.M
)
_Y_END = re.compile(rb"^=yend [^\r\n]*\r?$\n?", re.M)
_Y_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
_Y_UNESCAPED = {bytes([byte]): bytes([(byte - 64) % 256]) for byte in range(256)}
_Y_SHIFTED = bytes((byte - 42) % 256 for byte in range(256))
# RFC 2397, in an attribute between quotes, in a style sheet, or bare.
_META = r"data:(?P<meta_{0}>(?:[\w.+-]{{1,80}}/[\w.+-]{{1,80}})?(?:;[\w.+=-]{{0,80}}){{0,5}}),"
_DATA = re.compile(
    rf"""(?P<double>"\s{{0,5}}){_META.format(1)}(?P<body_1>[^"]*+)(?=")"""
    rf"""|(?P<single>'\s{{0,5}}){_META.format(2)}(?P<body_2>[^']*+)(?=')"""
    rf"""|(?P<bare>[=(]\s{{0,5}}){_META.format(3)}(?P<body_3>[^\s"'<>()]*+)""",
    re.IGNORECASE,
)


class Embedded(NamedTuple):
    """A file found in a text, and where the text that was it stood."""

    name: str
    content: bytes
    start: int
    end: int


def take_encoded(text: bytes) -> tuple[bytes, list[File]]:
    """The text without the files that were written into it, and those files.

    `text` is what the transfer encoding left: yEnc is made of all 256 bytes.
    """
    if b"begin" not in text:
        return text, []
    found = sorted((*_find_uu(text), *_find_yenc(text)), key=lambda place: place.start)
    kept: list[bytes] = []
    files: list[File] = []
    done = 0
    for place in found[:MAX_FILES]:
        if place.start < done:
            continue
        kept.append(text[done : place.start])
        files.append(_as_file(place, len(files) + 1))
        done = place.end
    return b"".join([*kept, text[done:]]), files


def _as_file(embedded: Embedded, number: int) -> File:
    name = headers.safe(embedded.name)
    kind = headers.guess_type(name)
    name = name or headers.make_up_name(kind, number)
    return File(as_attachment(name, kind, embedded.content, None))


def _find_uu(text: bytes) -> Iterator[Embedded]:
    position = 0
    for _ in range(MAX_FILES):
        begin = _UU.search(text, position)
        if begin is None:
            return
        end = _UU_END.search(text, begin.end())
        if end is None:
            return
        lines = text[begin.end() : end.start()]
        position = begin.end()
        if content := _decode_uu(begin[0], lines):
            name = charsets.decode(begin[1].strip(), "utf-8")[0]
            yield Embedded(name, content, begin.start(), end.end())
            position = end.end()


def _decode_uu(begin: bytes, lines: bytes) -> bytes:
    """The bytes that the lines hold; empty where one is no line of a file: then they are words."""
    if begin.startswith(b"begin-base64"):
        read = read_base64(lines)
        return read.data if read.is_whole else b""
    if not all(map(_UU_LINE.match, lines.splitlines())):
        return b""
    return decode(begin + lines + b"end\n", "x-uuencode")


def _find_yenc(text: bytes) -> Iterator[Embedded]:
    position = 0
    for _ in range(MAX_FILES):
        begin = _Y_BEGIN.search(text, position)
        if begin is None:
            return
        end = _Y_END.search(text, begin.end())
        if end is None:
            return
        written = text[begin.end() : end.start()].translate(None, b"\r\n")
        plain = _Y_ESCAPED.sub(lambda found: _Y_UNESCAPED[found[1]], written)
        name = charsets.decode(begin[1].strip(b' "\t'), "utf-8")[0]
        yield Embedded(name, plain.translate(_Y_SHIFTED), begin.start(), end.end())
        position = end.end()


def settle_texts(mail: Mail, room: Room) -> Mail:
    """The mail with its pasted pictures as files, and its texts no longer than is read.

    Pictures come first: a photograph pasted into a letter is longer than any letter, and
    the words under it are the complaint.
    """
    html, files = take_data(mail.html)
    defects: list[str] = []
    plain, html = room.cut_text(mail.plain, defects), room.cut_html(html, defects)
    # Empty lines at the end are left out without a word, and left out all the same.
    is_whole = len(plain) == len(mail.plain) and len(html) == len(mail.html)
    if not files and is_whole:
        return mail
    return replace(
        mail,
        plain=plain,
        html=html,
        files=(*mail.files, *files),
        defects=tuple(dict.fromkeys((*mail.defects, *defects))),
    )


def take_data(html: str) -> tuple[str, list[File]]:
    """The HTML whose `data:` addresses name files by Content-ID instead, and those files."""
    if "data:" not in html and "DATA:" not in html:
        return html, []
    files: dict[str, File] = {}
    turns = iter(range(MAX_PASTED))

    def keep(found: re.Match[str]) -> str:
        before, meta, body = (text for text in found.groups() if text is not None)
        has_room = len(files) < MAX_FILES and next(turns, None) is not None
        file = _read_pasted_file(meta, body, len(files) + 1) if has_room else None
        if file is None:
            return f"{before}about:blank"
        files.setdefault(file.cid, file)
        return f"{before}cid:{file.cid}"

    return _DATA.sub(keep, html), list(files.values())


def _read_pasted_file(meta: str, body: str, number: int) -> File | None:
    kind, *parameters = (part.strip().lower() for part in meta.split(";"))
    octets = unquote_to_bytes(unescape(body))
    content = read_base64(octets).data if "base64" in parameters else octets
    if not content:
        return None
    kind = kind or "text/plain"
    attachment = as_attachment(headers.make_up_name(kind, number), kind, content, None)
    return File(attachment, f"data-{attachment.sha256[:24]}", "inline", related=True)
