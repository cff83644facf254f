"""The message without the bodies of its attachments: what a MIME parser has to read.

Line parsers spend most of their time on base64. Long base64 bodies are cut out of
the raw bytes first and a short token stands in their place, so that the tree stays
the same and each body is decoded once, in C, from where it lies.

The parser makes a pattern of every boundary, at the cost of the rest of its work, unless it has
made the same one before. So the boundaries of the message, and of the multiparts right inside it,
stand in its copy under names that never change. Only where nothing can be mistaken: where one
header tells a boundary, every other place that has it is a delimiter line, and the tree that
comes of it has these very boundaries.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
import secrets
from dataclasses import dataclass, field
from email.message import Message
from itertools import pairwise

from ingest.mime import parts
from ingest.mime.limits import first_blank
from ingest.mime.values import Span, cut
from models.base.transfer_encoding import decode, decode_unrepaired, read_base64

_ENCODING = re.compile(
    rb"\ncontent-transfer-encoding[ \t]*:[ \t]*base64", re.IGNORECASE
)
_LONG = 1024
_HEADER_ROOM = 16_384
# Known to this process alone: no mail can carry a token of its own making.
_NONCE = secrets.token_hex(8).encode()
_TOKEN = re.compile(rb"cut:" + _NONCE + rb":(\d{8})")
_ENCODED_TOKEN = re.compile(rb"Y3V0[A-Za-z0-9+/]{30,60}={0,2}")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Bytes to parse, and what each span that was cut out of the raw message decodes to."""

    raw: bytes
    data: bytes
    contents: dict[Span, bytes]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans in their order."""
        return (*self.contents,)

    def span_of(self, decoded: bytes) -> Span | None:
        """The span a decoded part stands for, when it is nothing but a token."""
        if len(decoded) > 64:
            return None
        found = _TOKEN.fullmatch(decoded.strip())
        return self.spans[int(found[1])] if found else None

    def restore(self, encoded: bytes) -> bytes:
        """Bytes of the skeleton with every body back in its place."""
        if b"Y3V0" not in encoded:
            return encoded
        return _ENCODED_TOKEN.sub(self._original, encoded)

    def _original(self, match: re.Match[bytes]) -> bytes:
        span = self.span_of(decode(match[0], "base64"))
        return match[0] if span is None else self.raw[span.start : span.end]

    def cut(self, span: Span) -> bytes:
        """The decoded bytes behind a span."""
        content = self.contents.get(span)
        return cut(self.raw, span) if content is None else content


def cut_bodies(raw: bytes) -> Skeleton:
    """Cut every long base64 body out of a raw message."""
    contents: dict[Span, bytes] = {}
    pieces: list[bytes] = []
    done = 0
    while found := _ENCODING.search(raw, done):
        span, following = _body_after(raw, found.end())
        content = _content(raw[span.start : span.end]) if span else None
        if span is None or content is None:
            pieces.append(raw[done:following])
            done = following
            continue
        pieces += [raw[done : span.start], _token(len(contents))]
        contents[span] = content
        done = span.end
    pieces.append(raw[done:])
    return Skeleton(raw, b"".join(pieces), contents)


def _token(number: int) -> bytes:
    return base64.b64encode(b"cut:%b:%08d" % (_NONCE, number))


def _body_after(raw: bytes, position: int) -> tuple[Span | None, int]:
    """The long body below a header that ends at `position`, and where to look for another.

    Headers that are told again say nothing new, and no header stands in what holds no dash:
    no byte is searched twice.
    """
    blank = first_blank(raw, position, position + _HEADER_ROOM)
    if blank is None:
        return None, min(position + _HEADER_ROOM, len(raw))
    start = blank.below
    end = _end_of_body(raw, start)
    if end - start < _LONG:
        return None, start - 1
    return Span(start, end, "base64"), end


def _content(body: bytes) -> bytes | None:
    """Decode a body; None where anything but base64 stands in it."""
    padding = body.find(b"=")
    if padding < 0 or not body[padding:].strip(b"= \t\r\n"):
        with contextlib.suppress(binascii.Error):
            content = decode_unrepaired(body)
            # What is no base64 is passed over, and then less comes out than goes in.
            if -(-len(content) // 3) * 4 == _letters(body):
                return content
    read = read_base64(body)
    return read.data if read.is_whole else None


def _letters(body: bytes) -> int:
    """Count the bytes that are no newlines, in a body whose lines are all of one length; else -1."""
    line = body.find(b"\n") + 1
    if not line:
        return len(body)
    ends = body[line - 1 :: line]
    if ends != b"\n" * len(ends):
        return -1
    returns = body[line - 2 :: line][: len(ends)] if line > 1 else b""
    has_returns = returns == b"\r" * len(ends)
    return len(body) - len(ends) * (2 if has_returns else 1)


def _end_of_body(raw: bytes, start: int) -> int:
    """Find the end of a base64 body: before the next boundary, newlines taken off.

    Base64 knows no dash, so that the next one must be the boundary's.
    """
    dash = raw.find(b"-", start)
    end = dash if dash >= 0 else len(raw)
    if dash >= 0 and raw[max(dash - 1, start) : dash + 2] != b"\n--":
        return start
    while end > start and raw[end - 1] in b"\r\n":
        end -= 1
    return end


_TOLD = re.compile(rb"boundary[ \t]*=[ \t]*(\"?)([\w.=+-]{8,70})\1(?=[;\s]|\Z)", re.I)
_END = re.compile(rb"(?:--)?[ \t]*(?:\r?\n|\Z)")
_MAX_LINES, _MAX_INSIDE = 200, 5
# Known to this process alone: no mail can have it.
_NAME = b"boundary" + secrets.token_hex(12).encode()


@dataclass(frozen=True, slots=True)
class Renamed:
    """A copy of a message, and our names in it by the boundaries they stand for."""

    data: bytes
    names: dict[bytes, bytes] = field(default_factory=dict)

    def is_told_by(self, root: Message) -> bool:
        """The tree has the names where they were written."""
        if not self.names:
            return True
        if not root.is_multipart():
            return False
        several = [child for child in parts.children(root) if child.is_multipart()]
        items = [root.get_boundary(), *{part.get_boundary() for part in several}]
        outer, *inner = (name.decode() for name in self.names.values())
        return items[0] == outer and set(inner) <= set(items[1:])

    def write(self, start: int, end: int) -> bytes:
        """The bytes between two places as they came."""
        piece = self.data[start:end]
        if _NAME in piece:
            # From the last: each name but the first is longer by its number.
            for mark, name in reversed(self.names.items()):
                piece = piece.replace(name, mark)
        return piece


def rename(data: bytes) -> Renamed:
    """A copy of a message with our names for its boundaries; as it is where that is unsafe."""
    blank = first_blank(data)
    mark, lines = _told(data, 0, blank.above, len(data)) if blank else (b"", [])
    if not mark:
        return Renamed(data)
    names = {mark: _NAME}
    for start, end in pairwise(lines[: _MAX_INSIDE + 1]):
        blank = first_blank(data, start, end)
        inner, _ = _told(data, start, blank.above, end) if blank else (b"", [])
        if inner:
            names[inner] = b"%b%d" % (_NAME, len(names))
    for boundary, name in names.items():
        data = data.replace(boundary, name)
    return Renamed(data, names)


def _told(data: bytes, start: int, above: int, end: int) -> tuple[bytes, list[int]]:
    """The one boundary told between `start` and `above`, and where its lines begin before `end`.

    Nothing when it stands anywhere else.
    """
    items = [*_TOLD.finditer(data, start, above)]
    if len(items) != 1:
        return b"", []
    mark, lines = items[0][2], list[int]()
    at = data.find(mark)
    while at >= 0 and len(lines) < _MAX_LINES:
        if at != items[0].start(2):
            is_line = data[at - 3 : at] == b"\n--" and _END.match(data, at + len(mark))
            if not (above < at < end and is_line):
                return b"", []
            lines.append(at - 2)
        at = data.find(mark, at + len(mark))
    return (mark, lines) if lines and at < 0 else (b"", [])
