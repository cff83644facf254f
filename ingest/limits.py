"""What one message may cost: the bytes a parser is given, cut where they turn hostile.

The raw message is stored whole elsewhere; a bomb costs its own draft some detail.
"""

from __future__ import annotations

import re

from ingest.blank import first_blank

MAX_DEPTH = 50
MAX_PARTS = 1_000
MAX_HEADERS = 1_000
MAX_HEADER_BYTES = 256 * 1024
MAX_ADDRESS_BYTES = 32 * 1024
MAX_RECIPIENTS = 500
MAX_SUBJECT = 2_000
MAX_TEXT = 1_000_000
MAX_ENCLOSED = 200

# Defects that say that something of the message was not read.
TEXT_CUT = "text too long: only the beginning was read"
ENCLOSED_CUT = "too many enclosed messages: only the first were read"
NESTING_CUT = "too deeply nested: only the beginning was read"
PARTS_CUT = "too many parts: only the first were read"
HEADERS_CUT = "headers too long: only the beginning was read"
ENCRYPTED = "encrypted: nobody but its recipient can read it"
CUTS = frozenset({TEXT_CUT, ENCLOSED_CUT, NESTING_CUT, PARTS_CUT, HEADERS_CUT})

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


def bounded(data: bytes) -> tuple[bytes, list[str]]:
    """The bytes to parse and what was left out of them."""
    defects: list[str] = []
    data = _from_headers(data, defects)
    data = _shallower(data, defects)
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


def _fewer_parts(data: bytes, defects: list[str]) -> bytes:
    if data.count(b"\n--") <= MAX_PARTS:
        return data
    marks = {match[1].strip(b'"') for match in _boundaries(data)}
    if len(marks) > MAX_DEPTH * 4:
        defects.append(NESTING_CUT)
        return data[: _nth_boundary(data, MAX_DEPTH * 4)]
    lines = sum(data.count(b"\n--" + mark) for mark in marks)
    if lines <= MAX_PARTS * 2:
        return data
    defects.append(PARTS_CUT)
    return data[: _nth_part(data, marks, MAX_PARTS)]


def _boundaries(data: bytes) -> list[re.Match[bytes]]:
    found = []
    for match in _BOUNDARY.finditer(data):
        found.append(match)
        if len(found) > MAX_DEPTH * 8:
            break
    return found


def _nth_boundary(data: bytes, number: int) -> int:
    matches = _boundaries(data)
    return matches[min(number, len(matches) - 1)].start()


def _nth_part(data: bytes, marks: set[bytes], number: int) -> int:
    """Where the part after the last one we read begins."""
    position = 0
    for _ in range(number):
        following = data.find(b"\n--", position + 1)
        while following >= 0 and not data.startswith(
            tuple(b"--" + mark for mark in marks), following + 1
        ):
            following = data.find(b"\n--", following + 1)
        if following < 0:
            return len(data)
        position = following
    return position


def _smaller_headers(data: bytes, defects: list[str]) -> bytes:
    blank = first_blank(data)
    end = blank.above if blank else len(data)
    if end <= MAX_ADDRESS_BYTES and data.count(b"\n", 0, end) <= MAX_HEADERS:
        return data
    lines, rest = data[:end].splitlines(keepends=True), data[end:]
    kept = _kept_lines(lines)
    if sum(map(len, kept)) != end:
        defects.append(HEADERS_CUT)
    return b"".join(kept).rstrip(b"\r\n") + rest


def _kept_lines(lines: list[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    total = headers = current = limit = 0
    for line in lines:
        if line[:1] not in (b" ", b"\t"):
            headers, current = headers + 1, 0
            limit = _allowance(line, headers, total)
        room = limit - current
        if room > 0:
            kept.append(line if len(line) <= room else line[:room] + b"\r\n")
            total += min(len(line), room)
        current += len(line)
    return kept


def _allowance(line: bytes, headers: int, total: int) -> int:
    """How long the header that begins here may be."""
    if headers > MAX_HEADERS or total > MAX_HEADER_BYTES:
        # Past the limits only what says who, whom, when and what is kept.
        return 2_000 if _ESSENTIAL.match(line) and headers < MAX_HEADERS * 1_000 else 0
    return MAX_ADDRESS_BYTES if _ADDRESSES.match(line) else MAX_HEADER_BYTES // 2
