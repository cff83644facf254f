"""The message without the bodies of its attachments: what a MIME parser has to read.

Line parsers spend most of their time on base64. Long base64 bodies are cut out of
the raw bytes first and a short token stands in their place, so that the tree stays
the same and each body is decoded once, in C, from where it lies.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from ingest.blank import first_blank
from ingest.spans import cut, decode
from ingest.understood import Span

_ENCODING = re.compile(
    rb"\ncontent-transfer-encoding[ \t]*:[ \t]*base64", re.IGNORECASE
)
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"
_LONG = 1024
_HEADER_ROOM = 16_384
# Known to this process alone: no mail can carry a token of its own making.
_NONCE = secrets.token_hex(8).encode()
_TOKEN = re.compile(rb"cut:" + _NONCE + rb":(\d{8})")
_ENCODED_TOKEN = re.compile(rb"Y3V0[A-Za-z0-9+/]{30,60}={0,2}")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Bytes to parse and the spans of the raw message that were cut out."""

    raw: bytes
    data: bytes
    spans: tuple[Span, ...]

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
        return cut(self.raw, span)


def cut_bodies(raw: bytes) -> Skeleton:
    """Cut every long base64 body out of a raw message."""
    spans: list[Span] = []
    pieces: list[bytes] = []
    done = 0
    while found := _ENCODING.search(raw, done):
        span = _body_after(raw, found.end())
        if span is None:
            pieces.append(raw[done : found.end()])
            done = found.end()
            continue
        pieces += [raw[done : span.start], _token(len(spans))]
        spans.append(span)
        done = span.end
    pieces.append(raw[done:])
    return Skeleton(raw, b"".join(pieces), tuple(spans))


def _token(number: int) -> bytes:
    return base64.b64encode(b"cut:%b:%08d" % (_NONCE, number))


def _body_after(raw: bytes, position: int) -> Span | None:
    blank = first_blank(raw, position, position + _HEADER_ROOM)
    if blank is None:
        return None
    start = blank.below
    end = _end_of_body(raw, start)
    if end - start < _LONG or raw[start:end].translate(None, _ALPHABET):
        return None
    return Span(start, end, "base64")


def _end_of_body(raw: bytes, start: int) -> int:
    """Where a base64 body ends: before the next boundary, newlines taken off.

    Base64 knows no dash, so that the next one must be the boundary's.
    """
    dash = raw.find(b"-", start)
    end = dash if dash >= 0 else len(raw)
    if dash >= 0 and raw[max(dash - 1, start) : dash + 2] != b"\n--":
        return start
    while end > start and raw[end - 1] in b"\r\n":
        end -= 1
    return end
