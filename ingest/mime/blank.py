"""The empty line between a header block and what stands below it."""

from __future__ import annotations

from typing import NamedTuple


class Blank(NamedTuple):
    """Where the last line above ends, its newline left out, and where the rest begins."""

    above: int
    below: int


def first_blank(data: bytes, start: int = 0, end: int | None = None) -> Blank | None:
    """The first empty line behind a line, between `start` and `end`; None when there is none."""
    end = len(data) if end is None else end
    newline = data.find(b"\n", start, end)
    if newline < 0:
        return None
    # The kind of newline that the first line has is looked for first: the other may be nowhere.
    kinds = (b"\n\n", b"\n\r\n")
    usual, other = kinds[::-1] if data[newline - 1 : newline] == b"\r" else kinds
    at = data.find(usual, newline, end)
    earlier = data.find(other, newline, end if at < 0 else min(at + 2, end))
    at = at if earlier < 0 else earlier
    if at < 0:
        return None
    length = 2 if data.startswith(b"\n", at + 1) else 3
    return Blank(at - data.endswith(b"\r", start, at), at + length)
