"""Content-Transfer-Encoding undone, as leniently as mail programs do (RFC 2045, section 6)."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import NamedTuple

from pybase64 import b64decode

_SPACES = b" \t\r\n"
_ALPHABET = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=" + _SPACES
)
_PADDING = re.compile(rb"=(?:\s*=)?")
_PIECE = re.compile(rb"[A-Za-z0-9+/]++={0,2}")
# Letters on lines of their own or behind a padding, up to the next padding.
_LINES = re.compile(rb"(?:\s*[A-Za-z0-9+/]++(?=[ \t]*(?:[\r\n=]|\Z)))+\s*(?:=\s*){0,2}")
# Where base64 ends and a list's foot begins: two words on one line, a line of marks, a
# boundary whose own line was lost.
_FOOT = re.compile(rb"[^\s][ \t]+[^\s]|^[^A-Za-z0-9+/=\s]+[ \t\r]*$", re.MULTILINE)
# A short word under an empty line, at the end.
_WORD = re.compile(rb"\n[ \t]*\r?\n\s{0,20}[A-Za-z0-9+/]{1,24}\Z")
_EMPTY_LINE = re.compile(rb"\n[ \t\r]*\n")
_MAX_PIECES, _LEAST_BODY = 10_000, 60
_UU = {"x-uuencode", "uuencode", "uue", "x-uue"}
# Lines of uuencoded files have 61 letters, but for the first and the last ones.
_FEW_LINES, _SHORT_LINE = 10_000, 16


def decode(encoded: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding as leniently as mail programs do."""
    if encoding == "base64":
        return decode_base64(encoded)
    if encoding == "quoted-printable":
        return quopri.decodestring(encoded)
    if is_uuencoded(encoding):
        return _decode_uu(encoded)
    return encoded


def is_uuencoded(encoding: str) -> bool:
    """One of the names that this encoding goes by; none is registered."""
    return encoding in _UU


def decode_base64(encoded: bytes) -> bytes:
    """Base64 with its usual accidents: lost padding, a stray character, a cut end."""
    return read_base64(encoded).data


class Base64(NamedTuple):
    """Decoded bytes, and whether every letter that was written is in them."""

    data: bytes
    is_whole: bool


def read_base64(encoded: bytes) -> Base64:
    """Decode base64, in one piece or in pieces that are padded one by one.

    Some programs encode a file by blocks and pad each (RFC 2045, 6.8, lets a decoder stop
    at the first padding; mail programs go on). Decoding stops where a line is no base64: a
    list's foot, an advertisement.
    """
    padding = _PADDING.search(encoded)
    if padding is None or not encoded[padding.end() :].strip(b"= \t\r\n"):
        return _read_piece(encoded)
    letters = encoded.translate(None, b"\r\n")
    if not _EMPTY_LINE.search(encoded.strip()) and (data := _read_even(letters)):
        return Base64(data, True)
    return _read_pieces(encoded, padding.end())


def _read_even(letters: bytes) -> bytes:
    """The bytes that pieces of whole quanta decode to; empty where anything else stands among them."""
    data, done = bytearray(), 0
    for piece in _PIECE.finditer(letters):
        if piece.start() != done or len(piece[0]) % 4:
            return b""
        data += b64decode(piece[0])
        done = piece.end()
    return bytes(data) if done == len(letters) else b""


def decode_unrepaired(encoded: bytes) -> bytes:
    """Decode one piece and pass over what is no base64; binascii.Error where it is not even."""
    return b64decode(encoded)


def _read_pieces(encoded: bytes, done: int) -> Base64:
    """The same where something foreign stands behind a padding, which is at `done`."""
    pieces = [encoded[:done]]
    while len(pieces) < _MAX_PIECES and (piece := _next_piece(encoded, done)):
        pieces.append(piece)
        done += len(piece)
    decoded = [_read_piece(piece) for piece in pieces]
    is_whole = all(piece.is_whole for piece in decoded) and not encoded[done:].strip()
    return Base64(b"".join(piece.data for piece in decoded), is_whole)


def _next_piece(encoded: bytes, start: int) -> bytes:
    """The piece behind a padding; empty where what follows is no base64."""
    lines = _LINES.match(encoded, start)
    if lines is None:
        return b""
    piece = lines[0]
    # A word of a foot is made of the same letters, and stands apart.
    is_word = _WORD.search(b"\n" + piece.lstrip(b" \t\r").rstrip())
    is_even = len(piece.translate(None, _SPACES)) % 4 == 0
    return piece if not is_word and (is_even or lines.end() == len(encoded)) else b""


def _read_piece(encoded: bytes) -> Base64:
    letters = _without_foot(encoded)
    has_foot = len(letters) < len(encoded)
    try:
        decoded = decode_unrepaired(letters)
    except binascii.Error:
        return _repair(letters, is_whole=not has_foot)
    has_foreign = bool(letters.translate(None, _ALPHABET))
    return Base64(decoded, not has_foot and not has_foreign)


def _without_foot(encoded: bytes) -> bytes:
    """The lines above a foot; all of it where too little stands above to be a body."""
    if foot := _FOOT.search(encoded):
        end = encoded.rfind(b"\n", 0, foot.start())
    elif word := _WORD.search(encoded.rstrip()):
        end = word.start()
    else:
        return encoded
    return encoded[:end] if end >= _LEAST_BODY else encoded


def _repair(encoded: bytes, *, is_whole: bool) -> Base64:
    kept = b"".join(encoded.split())
    if len(kept) % 4 == 1 and len(kept) < _LEAST_BODY and b"=" not in kept:
        # Nothing encodes to this: some words whose label is wrong.
        return Base64(encoded.strip(), False)
    # A letter alone holds six bits: too few for a byte, and lost.
    is_whole = is_whole and len(kept.rstrip(b"=")) % 4 != 1
    for repaired in (kept + b"==", kept[: len(kept) // 4 * 4], kept[:-1]):
        try:
            return Base64(decode_unrepaired(repaired), is_whole)
        except binascii.Error:
            continue
    return Base64(encoded, False)


def _decode_uu(encoded: bytes) -> bytes:
    lines = _lines_of_uu(encoded)
    if not any(line.startswith(b"begin ") for line in lines):
        return b""
    decoded = bytearray()
    for line in lines:
        if line.strip() in (b"", b"end") or len(decoded) > len(encoded):
            # What decodes to more than it was is made to fill a disk.
            break
        decoded += _decode_uu_line(line)
    return bytes(decoded)


def _lines_of_uu(encoded: bytes) -> Iterator[bytes]:
    """One line after the other, no more of them than a file of this size has."""
    if b"\n" not in encoded:
        encoded = encoded.replace(b"\r", b"\n")
    return islice(BytesIO(encoded), _FEW_LINES + len(encoded) // _SHORT_LINE)


def _decode_uu_line(line: bytes) -> bytes:
    # Some encoders leave padding behind; the length byte says what counts.
    length = ((line[0] - 32) & 63) + 2
    try:
        return binascii.a2b_uu(line[: length // 3 * 4 + 1])
    except binascii.Error:
        return b""
