"""Lines of a text: their quote level, without capitals, joined to the paragraphs their writer typed.

`re` looks for a pattern that ignores case many times as slowly as for a plain one: an
alternation of words gets no look at the first letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
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

    def strip_quotes(self, levels: int) -> Line:
        """The line with `levels` quote marks taken off."""
        return Line(max(self.depth - levels, 0), self.text)

    def write(self) -> str:
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
    return "\n".join(line.write() for line in lines).strip("\n \t")


def next_filled(lines: list[Line], start: int) -> int:
    """Index of the first line with words from `start` on; len(lines) when none."""
    while start < len(lines) and lines[start].blank:
        start += 1
    return start


def caseless(text: str) -> str:
    """The text in lower case, letter for letter: what `re.IGNORECASE` would take for one is one."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


# Columns at which mail programs wrap (RFC 5322, 2.1.1, asks for 78; RFC 3676 for fewer).
_NARROWEST, _WIDEST = 56, 100
# Of the lines that reach three fifths of the width, at least three and two in three break
# where they had to: else somebody chose the breaks.
_FEWEST, _FULL, _SHARE, _USUAL = 3, 0.6, 0.66, 68
_MAX_LINES = 20_000
# What begins a line of its own: a list, a quotation, a label, a mark, a table.
_BEGINS = re.compile(r"[>|*•·–—-]|\d{1,3}[.)°]|\s|[^\s:]{1,24} ?: |[=_~#]{3}")


def reflow(text: str) -> str:
    """The text with the breaks that a program made taken back.

    A break was made by the program where the next word would not have fitted the width of
    the longest line. Lines that a person ended (lists, addresses, signatures) stay.
    """
    lines = text.split("\n")
    width = _width(lines)
    if not width:
        return text
    return "".join(_join(lines, width))


def _width(lines: list[str]) -> int:
    """The column at which the text was wrapped; 0 where it was not."""
    if len(lines) < _FEWEST or len(lines) > _MAX_LINES:
        return 0
    # A long address on a line of its own is no line of words.
    widths = [len(line.rstrip()) for line in lines if " " in line.strip()]
    width = max(widths, default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    pairs = [pair for pair in pairwise(lines) if _is_running(*pair)]
    full = [pair for pair in pairs if len(pair[0]) >= width * _FULL]
    forced = sum(_is_forced(*pair, width) for pair in full)
    # A short letter has few breaks: two are enough where both had to be.
    is_short = forced == len(full) == _FEWEST - 1 and width >= _USUAL
    is_wrapped = forced >= _FEWEST and forced >= len(full) * _SHARE
    return width if is_wrapped or is_short else 0


def _is_running(line: str, following: str) -> bool:
    """Two lines of which the second may go on with the first."""
    is_inside = bool(line.strip() and following.strip())
    return is_inside and not line.startswith(">") and not _BEGINS.match(following)


def _is_forced(line: str, following: str, width: int) -> bool:
    word = following.split(" ", 1)[0]
    return len(line.rstrip()) + 1 + len(word) > width


def _join(lines: list[str], width: int) -> Iterator[str]:
    for line, following in pairwise(lines):
        is_inside = bool(line.strip() and following.strip())
        is_text = (
            is_inside and not _BEGINS.match(following) and not line.startswith(">")
        )
        if is_text and _is_forced(line, following, width):
            yield line.rstrip() + " "
        else:
            yield line + "\n"
    yield lines[-1]
