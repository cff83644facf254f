"""Content-Transfer-Encoding undone, as leniently as mail programs do (RFC 2045, section 6)."""

from __future__ import annotations

import binascii
import quopri

from pybase64 import b64decode

_UU = {"x-uuencode", "uuencode", "uue", "x-uue"}


def decode(encoded: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding as leniently as mail programs do."""
    if encoding == "base64":
        return decode_base64(encoded)
    if encoding == "quoted-printable":
        return quopri.decodestring(encoded)
    if encoding in _UU:
        return _decode_uu(encoded)
    return encoded


def decode_base64(encoded: bytes) -> bytes:
    """Base64 with its usual accidents: lost padding, a stray character, a cut end."""
    try:
        return unrepaired_base64(encoded)
    except binascii.Error:
        pass
    kept = b"".join(encoded.split())
    for repaired in (kept + b"==", kept[: len(kept) // 4 * 4], kept[:-1]):
        try:
            return unrepaired_base64(repaired)
        except binascii.Error:
            continue
    return encoded


def unrepaired_base64(encoded: bytes) -> bytes:
    """What is no base64 is passed over; raises binascii.Error when it does not come out even."""
    padding = encoded.find(b"=")
    if padding >= 0 and encoded[padding:].strip(b"= \t\r\n"):
        # Of what follows a padding the fast decoder and the usual one think differently.
        return binascii.a2b_base64(encoded)
    return b64decode(encoded)


def _decode_uu(encoded: bytes) -> bytes:
    lines = iter(encoded.splitlines())
    for line in lines:
        if line.startswith(b"begin "):
            break
    decoded = bytearray()
    for line in lines:
        if not line.strip() or line.strip() == b"end":
            break
        decoded += _decode_uu_line(line)
    return bytes(decoded)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders leave padding behind; the length byte says what counts.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
