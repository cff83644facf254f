"""A text as lines with their quote level."""

from __future__ import annotations

import re
from typing import NamedTuple

_QUOTE = re.compile(r"[ \t]?(?:>[ \t]?){1,200}")


class Line(NamedTuple):
    """One line: its quote level and what stands after the quote marks."""

    depth: int
    text: str

    @property
    def blank(self) -> bool:
        """Nothing to read on it."""
        return not self.text.strip()

    def quoted_less(self, levels: int) -> Line:
        """The line with `levels` quote marks taken off."""
        return Line(max(self.depth - levels, 0), self.text)

    def written(self) -> str:
        """The line as it is written out again."""
        return ">" * self.depth + (" " if self.depth else "") + self.text


def split(text: str) -> list[Line]:
    """Lines of a text."""
    return [_line(raw) for raw in text.split("\n")]


def _line(raw: str) -> Line:
    # ">:" is the end of a wrapped introduction, not a quote.
    if ">" in raw[:3] and not raw.startswith(">:"):
        match = _QUOTE.match(raw)
        if match:
            return Line(match[0].count(">"), raw[match.end() :].rstrip())
    return Line(0, raw.rstrip())


def join(lines: list[Line]) -> str:
    """Text of lines, without blank lines at either end."""
    return "\n".join(line.written() for line in lines).strip("\n \t")


def next_filled(lines: list[Line], start: int) -> int:
    """Index of the first line with words from `start` on; len(lines) when none."""
    while start < len(lines) and lines[start].blank:
        start += 1
    return start
