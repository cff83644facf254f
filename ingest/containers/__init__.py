"""Envelopes around messages and files: winmail.dat, .msg, .eml sent as a file."""

from __future__ import annotations

import struct

# What readers of binary formats raise over bytes that are not theirs.
BROKEN = (
    ValueError,
    AssertionError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    EOFError,
    OSError,
    RecursionError,
    struct.error,
)
