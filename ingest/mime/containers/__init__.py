"""Envelopes around messages and files: winmail.dat, .msg, .eml sent as a file."""

from __future__ import annotations

import html
import struct

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
    """What a library gives for a text, readable."""
    if isinstance(value, bytes):
        return charsets.clean(charsets.decode(value.rstrip(b"\0"), "cp1252")[0])
    if isinstance(value, list):
        return as_text(value[0]) if value else ""
    if value and not isinstance(value, str):
        return charsets.clean(html.unescape(str(value)))
    return charsets.clean(str(value or ""))
