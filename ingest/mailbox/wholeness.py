"""The evidence that the bytes a server gave are the whole message that it announced."""

from __future__ import annotations

import re

# The header is looked at alone, and no further than this.
_HEAD = 256 * 1024
_LAST_LINE_END = 2
_CONTENT_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_BOUNDARY = re.compile(rb"""boundary\s*=\s*(?:"([^"\n]{1,200})"|([^\s;"]{1,200}))""", re.I)  # fmt: skip


def is_whole(raw: bytes, size: int) -> bool:
    """Nothing is missing of a message of `size` bytes (RFC822.SIZE).

    Servers may count otherwise than they send: one byte more for each line that ends with a
    bare LF, or an estimate (Exchange). An estimate is believed where the message itself
    shows its end: the closing delimiter of its outermost multipart (RFC 2046, 5.1.1).
    """
    missing = size - len(raw)
    # A last line end may be counted and not be sent.
    if missing <= _LAST_LINE_END:
        return True
    bare = raw.count(b"\n") - raw.count(b"\r\n")
    return missing <= bare + _LAST_LINE_END or _shows_its_end(raw)


def _shows_its_end(raw: bytes) -> bool:
    head = raw[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    field = _CONTENT_TYPE.search(head)
    found = _BOUNDARY.search(field[0]) if field else None
    return found is not None and b"\n--" + (found[1] or found[2]) + b"--" in raw
