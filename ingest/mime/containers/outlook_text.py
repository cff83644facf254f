"""Texts as Outlook keeps them, and what readers of binary formats raise."""

from __future__ import annotations

import html
import re
import struct

from compressed_rtf import decompress
from RTFDE.deencapsulate import DeEncapsulator
from RTFDE.exceptions import MalformedEncapsulatedRtf, NotEncapsulatedRtf

from ingest.mime import charsets

# What readers of binary formats raise over bytes that are not theirs.
BROKEN = (
    ValueError,
    AssertionError,
    # An index, a key, and a code page that nobody knows.
    LookupError,
    # A variable that a library sets in the branch it did not take.
    NameError,
    TypeError,
    AttributeError,
    OverflowError,
    EOFError,
    OSError,
    RecursionError,
    struct.error,
)


def as_text(value: object) -> str:
    """Make readable what a library gives for a text."""
    if isinstance(value, bytes):
        return charsets.clean(charsets.decode(value.rstrip(b"\0"), "cp1252")[0])
    if isinstance(value, list):
        return as_text(value[0]) if value else ""
    if value and not isinstance(value, str):
        return charsets.clean(html.unescape(str(value)))
    return charsets.clean(str(value or ""))


# Octets whose structure is looked at (half a second for each 100 kB), packed octets that
# are unpacked, and octets whose words are kept when there is more than that.
_MOST, _MOST_PACKED, _MOST_WORDS = 600_000, 500_000, 2_000_000
# The kind of what is not packed at all (MS-OXRTFCP, 2.1.3.1.1).
_PLAIN = b"MELA"
_RTF_CONTROL = re.compile(
    r"\\par[d]?\b|\\[a-z]{1,32}-?\d{0,10} ?|[{}]|\\'[0-9a-fA-F]{2}"
)


def rtf_bodies(data: bytes) -> tuple[str, str]:
    """Read (plain, html) inside an RTF body; HTML hides there when Outlook wrote it."""
    if not data.lstrip().startswith(b"{\\rtf"):
        data = _unpack(data)
    if len(data) > _MOST:
        return _plain_rtf(data[:_MOST_WORDS]), ""
    try:
        inner = DeEncapsulator(data)
        inner.deencapsulate()
    except (NotEncapsulatedRtf, MalformedEncapsulatedRtf, *BROKEN):
        return _plain_rtf(data), ""
    if inner.content_type == "html":
        return "", as_text(inner.html)
    return as_text(inner.text), ""


def _unpack(data: bytes) -> bytes:
    if data[8:12] == _PLAIN:
        return data[16:]
    if len(data) > _MOST_PACKED:
        return b""
    try:
        unpacked: bytes = decompress(data)
    except Exception:
        # The library knows no narrower one: a digest that does not hold, an unknown way.
        return b""
    return unpacked


def _plain_rtf(data: bytes) -> str:
    text = data.decode("cp1252", "replace")
    return charsets.clean(_RTF_CONTROL.sub(_rtf_character, text)).strip()


def _rtf_character(match: re.Match[str]) -> str:
    control = match[0]
    if control.startswith("\\par"):
        return "\n"
    if control.startswith("\\'"):
        return bytes([int(control[2:], 16)]).decode("cp1252", "replace")
    return ""
