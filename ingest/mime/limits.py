"""Limits of one message's cost: the bytes a parser is given, cut where they turn hostile.

The raw message is stored whole elsewhere; a bomb costs its own draft some detail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

MAX_DEPTH = 50
MAX_PARTS = 1_000
MAX_HEADERS = 1_000
MAX_HEADER_BYTES = 256 * 1024
MAX_ADDRESS_BYTES = 32 * 1024
MAX_RECIPIENTS = 500
MAX_SUBJECT = 2_000
MAX_TEXT = 250_000
MAX_LINES = 10_000
MAX_HTML = 1_000_000
MAX_TAGS = 20_000
MAX_ENCLOSED = 200
MAX_COPIES = 4

# Defects that say that something of the message was not read.
TEXT_CUT = "text too long: only the beginning was read"
ENCLOSED_CUT = "too many enclosed messages: only the first were read"
NESTING_CUT = "too deeply nested: only the beginning was read"
PARTS_CUT = "too many parts: only the first were read"
HEADERS_CUT = "headers too long: only the beginning was read"
ENCRYPTED = "encrypted: nobody but its recipient can read it"
LINES_CUT = "too many lines: only the first were read"
CUTS = frozenset(
    {TEXT_CUT, ENCLOSED_CUT, NESTING_CUT, PARTS_CUT, HEADERS_CUT, LINES_CUT}
)

_BOUNDARY = re.compile(
    rb"boundary[ \t]*=[ \t]*(\"[^\"\r\n]{1,200}\"|[^\s;\"]{1,200})", re.I
)
_ADDRESSES = re.compile(
    rb"(?i)^(to|cc|bcc|reply-to|resent-to|from|sender|received)[ \t]*:"
)
_ESSENTIAL = re.compile(
    rb"(?i)^(from|to|subject|date|message-id|mime-version|content-[a-z-]+|in-reply-to)[ \t]*:"
)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}[ \t]*:|[ \t\r\n]")
_TWO_HEADERS = re.compile(
    rb"(?m)^(?:Return-Path|Received|From|Date|Delivered-To|Message-ID|Subject|To):[^\r\n]{0,900}"
    rb"\r?\n(?:[ \t][^\r\n]{0,900}\r?\n){0,5}[A-Za-z][A-Za-z0-9-]{1,60}:"
)
_PREAMBLE = 4_000
# A line that may be a boundary's; what is longer is none (RFC 2046, section 5.1.1).
_DELIMITER = re.compile(rb"\n--([^\r\n]{1,202})(?=[\r\n]|\Z)")
# The parser compares each such line with the boundaries of all multiparts around it.
_MAX_COMPARISONS = 400_000
# Mails have lines of dozens of letters; files that are short lines alone come encoded.
_FEW_LINES, _SHORT_LINE = 30_000, 16
_LINE_END = re.compile(rb"\r\n?|\n")
_EMPTY_LINES = re.compile(r"\n{20,}")


@dataclass(slots=True)
class Room:
    """As much of a message as is still read or kept, of all that it encloses together.

    Letters, lines and HTML are those of texts; `octets` those of enclosed messages that are
    kept apart, each of which is part of all around it.
    """

    octets: int
    letters: int = MAX_TEXT
    lines: int = MAX_LINES
    html: int = MAX_HTML
    tags: int = MAX_TAGS

    @staticmethod
    def within(data: bytes) -> Room:
        """The room that a message of this size has."""
        return Room(MAX_COPIES * len(data))

    def cut_text(self, text: str, defects: list[str]) -> str:
        """As much of a text as anybody reads: so many letters, so many lines."""
        kept = text[: self.letters]
        if kept.count("\n") > self.lines:
            kept = _EMPTY_LINES.sub("\n" * 20, kept)
            kept = "\n".join(kept.split("\n", self.lines)[: self.lines])
        if len(kept) < len(text) and text[len(kept) :].strip():
            defects.append(TEXT_CUT)
        self.letters -= len(kept)
        self.lines -= kept.count("\n")
        return kept

    def cut_html(self, html: str, defects: list[str]) -> str:
        """As much of an HTML body as is read."""
        kept = html[: self.html]
        if kept.count("<") > self.tags:
            kept = "<".join(kept.split("<", self.tags + 1)[: self.tags + 1])
        if len(kept) < len(html):
            defects.append(TEXT_CUT)
        self.html -= len(kept)
        self.tags -= kept.count("<")
        return kept


def cut_to_bounds(data: bytes) -> tuple[bytes, list[str]]:
    """The bytes to parse and what was left out of them."""
    defects: list[str] = []
    data = _from_headers(data, defects)
    data = _shallower(data, defects)
    data = _fewer_lines(data, defects)
    data = _fewer_parts(data, defects)
    return _smaller_headers(data, defects), defects


def _from_headers(data: bytes, defects: list[str]) -> bytes:
    """A line that some program put above the headers would make them all text."""
    if _HEADER.match(data) or data[:5] in (b"From ", b">From"):
        return data
    found = _TWO_HEADERS.search(data[:_PREAMBLE])
    if found is None:
        return data
    defects.append("words above the headers were passed over")
    return data[found.start() :]


def _shallower(data: bytes, defects: list[str]) -> bytes:
    """Messages inside messages cost a parser a stack frame each."""
    if data.count(b"essage/rfc822") <= MAX_ENCLOSED:
        return data
    position = 0
    for _ in range(MAX_ENCLOSED):
        position = data.find(b"essage/rfc822", position) + 1
    defects.append(ENCLOSED_CUT)
    return data[:position]


def _fewer_lines(data: bytes, defects: list[str]) -> bytes:
    """Each line costs a parser an object, however short it is."""
    allowed = _FEW_LINES + len(data) // _SHORT_LINE
    if data.count(b"\n") + data.count(b"\r") <= allowed:
        return data
    following = next(islice(_LINE_END.finditer(data), allowed, None), None)
    if following is None:
        return data
    defects.append(LINES_CUT)
    return data[: following.start()]


def _fewer_parts(data: bytes, defects: list[str]) -> bytes:
    if data.count(b"\n--") <= MAX_PARTS:
        return data
    matches = _boundaries(data)
    if len({match[1] for match in matches}) > MAX_DEPTH * 4:
        defects.append(NESTING_CUT)
        return data[: matches[min(MAX_DEPTH * 4, len(matches) - 1)].start()]
    end = _end_of_parts(data, {match[1].strip(b'"') for match in matches})
    if end < len(data):
        defects.append(PARTS_CUT)
    return data[:end]


def _boundaries(data: bytes) -> list[re.Match[bytes]]:
    """The first boundaries that headers may tell."""
    return list(islice(_BOUNDARY.finditer(data), MAX_DEPTH * 8))


def _end_of_parts(data: bytes, marks: set[bytes]) -> int:
    """Find the part after the last one we read; the end when there are few."""
    parts = 0
    for lines, match in enumerate(_DELIMITER.finditer(data), 1):
        mark = match[1].rstrip(b" \t")
        parts += mark in marks or mark.removesuffix(b"--") in marks
        if parts > MAX_PARTS * 2 or lines * len(marks) > _MAX_COMPARISONS:
            return match.start()
    return len(data)


def _smaller_headers(data: bytes, defects: list[str]) -> bytes:
    blank = first_blank(data)
    end = blank.above if blank else len(data)
    if end <= MAX_ADDRESS_BYTES and data.count(b"\n", 0, end) <= MAX_HEADERS:
        return data
    lines, rest = data[:end].splitlines(keepends=True), data[end:]
    kept = _count_kept_lines(lines)
    if sum(map(len, kept)) != end:
        defects.append(HEADERS_CUT)
    return b"".join(kept).rstrip(b"\r\n") + rest


def _count_kept_lines(lines: list[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    seen: set[bytes] = set()
    total = headers = current = limit = 0
    for line in lines:
        if line[:1] not in (b" ", b"\t"):
            headers, current = headers + 1, 0
            is_past = headers > MAX_HEADERS or total > MAX_HEADER_BYTES
            limit = _rest_for(line, seen) if is_past else _allowance(line)
        room = limit - current
        if room > 0:
            kept.append(line if len(line) <= room else line[:room] + b"\r\n")
            total += min(len(line), room)
        current += len(line)
    return kept


def _allowance(line: bytes) -> int:
    """Give the length that the header that begins here may have."""
    return MAX_ADDRESS_BYTES if _ADDRESSES.match(line) else MAX_HEADER_BYTES // 2


def _rest_for(line: bytes, seen: set[bytes]) -> int:
    """Past the limits only what says who, whom, when and what is kept, the first of each."""
    found = _ESSENTIAL.match(line)
    if found is None or found[1].lower() in seen:
        return 0
    seen.add(found[1].lower())
    return 2_000


class Blank(NamedTuple):
    """Find the end of the last line above, its newline left out, and the beginning of the rest."""

    above: int
    below: int


def first_blank(data: bytes, start: int = 0, end: int | None = None) -> Blank | None:
    """The first empty line behind a line, between `start` and `end`; None when there is none."""
    end = len(data) if end is None else end
    newline = data.find(b"\n", start, end)
    if newline < 0:
        return None
    # The kind of newline that the first line has is looked for first: the other may be nowhere.
    kinds = (b"\n\n", b"\n\r\n")
    usual, other = kinds[::-1] if data[newline - 1 : newline] == b"\r" else kinds
    at = data.find(usual, newline, end)
    earlier = data.find(other, newline, end if at < 0 else min(at + 2, end))
    at = at if earlier < 0 else earlier
    if at < 0:
        return None
    length = 2 if data.startswith(b"\n", at + 1) else 3
    return Blank(at - data.endswith(b"\r", start, at), at + length)
