"""S/MIME messages that are one file: a signed one is opened, an encrypted one is known.

Only the wrapping is read (RFC 5652, sections 3 and 5). Whether the signature holds is for
the person who keeps the file: a mail that claims a sender is judged by the provider's results.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

_SIGNED = bytes.fromhex("2a864886f70d010702")
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_ENCRYPTED = {
    bytes.fromhex("2a864886f70d010703"),  # enveloped (section 6)
    bytes.fromhex("2a864886f70d010706"),  # encrypted (section 8)
    bytes.fromhex("2a864886f70d0109100117"),  # authenticated and enveloped (RFC 5083)
}
_SEQUENCE, _OBJECT, _OCTETS, _CONTENT = 0x30, 0x06, 0x04, 0xA0
_CONSTRUCTED, _INDEFINITE = 0x20, 0x80
_MAX_DEPTH, _MAX_CHILDREN, _MAX_UNPACKED = 12, 200_000, 60_000_000


class Opened(NamedTuple):
    """The MIME entity that was signed; empty and `is_encrypted` where nobody can read it."""

    entity: bytes = b""
    is_encrypted: bool = False


class _Value(NamedTuple):
    """One BER value (X.690, 8.1): its tag, where its contents lie, and where the next begins."""

    tag: int
    start: int
    end: int
    after: int


def open_cms(data: bytes) -> Opened | None:
    """The content of a CMS file; None when the bytes are something else."""
    try:
        outer = _value(data, 0, len(data), 0)
        kind, content = list(_children(data, outer))[:2]
        oid = data[kind.start : kind.end]
        if outer.tag != _SEQUENCE or kind.tag != _OBJECT or content.tag != _CONTENT:
            return None
        if oid in _ENCRYPTED:
            return Opened(is_encrypted=True)
        if oid in (_SIGNED, _COMPRESSED):
            entity = _open_encapsulated(data, content)
            return Opened(_inflate(entity) if oid == _COMPRESSED else entity)
    except (ValueError, IndexError, zlib.error):
        return None
    return None


def _open_encapsulated(data: bytes, content: _Value) -> bytes:
    """The octets in encapContentInfo, which stands third in what is signed or compressed."""
    inside = next(_children(data, content))
    info = list(_children(data, inside))[2]
    kind, octets = list(_children(data, info))[:2]
    if kind.tag != _OBJECT or octets.tag != _CONTENT:
        raise ValueError("nothing is encapsulated")
    return b"".join(_octets(data, octets, 0))


def _octets(data: bytes, value: _Value, depth: int) -> Iterator[bytes]:
    """The octets of a string that may come in pieces, in their order."""
    for piece in _children(data, value):
        if piece.tag == _OCTETS:
            yield data[piece.start : piece.end]
        elif piece.tag == _OCTETS | _CONSTRUCTED and depth < _MAX_DEPTH:
            yield from _octets(data, piece, depth + 1)


def _inflate(packed: bytes) -> bytes:
    """The zlib stream of RFC 3274, as far as a mail may be large."""
    unpacker = zlib.decompressobj()
    entity = unpacker.decompress(packed, _MAX_UNPACKED)
    if unpacker.unconsumed_tail:
        raise ValueError("larger than any mail")
    return entity


def _children(data: bytes, value: _Value) -> Iterator[_Value]:
    at = value.start
    for _ in range(_MAX_CHILDREN):
        if at >= value.end:
            return
        child = _value(data, at, value.end, 0)
        yield child
        at = child.after


def _value(data: bytes, at: int, end: int, depth: int) -> _Value:
    """The value that begins at `at`; ValueError where it does not fit."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length == _INDEFINITE:
        return _strip_bounds(data, tag, start, end, depth)
    if length & 0x80:
        octets = length & 0x7F
        length = int.from_bytes(data[start : start + octets], "big")
        start += octets
    if start + length > end:
        raise ValueError("longer than what holds it")
    return _Value(tag, start, start + length, start + length)


def _strip_bounds(data: bytes, tag: int, start: int, end: int, depth: int) -> _Value:
    """A value whose end is told by two zero octets behind its last child."""
    if depth > _MAX_DEPTH:
        raise ValueError("too deep")
    at = start
    for _ in range(_MAX_CHILDREN):
        if data[at : at + 2] == b"\0\0":
            return _Value(tag, start, at, at + 2)
        at = _value(data, at, end, depth + 1).after
    raise ValueError("too many pieces")
