"""The lines that belong to a message found in a text, and the rest."""

from __future__ import annotations

from ingest.forward.blocks import (
    Found,
    is_end_mark,
    label,
    separator,
)
from ingest.forward.finding import find_uncoloned_block
from ingest.mime.values import Person
from ingest.text.lines import Line, next_filled
from ingest.text.signature import split_signature


def region(
    lines: list[Line], found: Found, holder: Person
) -> tuple[list[Line], list[Line]]:
    """The lines that belong to the message found, quote marks off, and the rest."""
    rest = lines[found.end :]
    depth = min(found.depth, _next_depth(rest))
    if not depth:
        return _find_unquoted_region(rest, holder)
    end = _find_quoted_end(rest, depth)
    quoted = [line.strip_quotes(depth) for line in rest[:end]]
    inner, below = _find_unquoted_region(quoted, holder)
    return inner, below + rest[end:]


def _next_depth(lines: list[Line]) -> int:
    """The level of the first words: some webmails quote the header block alone."""
    first = next_filled(lines, 0)
    return lines[first].depth if first < len(lines) else 0


def _find_unquoted_region(
    lines: list[Line], holder: Person
) -> tuple[list[Line], list[Line]]:
    """The message under a block and the rest; the block may stand above a quoted message."""
    lines = _under_the_block(lines)
    lines = lines[next_filled(lines, 0) :]
    if lines and lines[0].depth:
        end = _find_quoted_end(lines, 1)
        if _is_mostly_quoted(lines) or _is_signature(lines[end:], holder):
            inner = [line.strip_quotes(1) for line in lines[:end]]
            return _before_end_mark(inner, lines[end:])
    return _before_end_mark(_dedent(lines), [])


def _under_the_block(lines: list[Line]) -> list[Line]:
    """The message without the line that closes its header block: a rule, or its banner again."""
    first = next_filled(lines, 0)
    if first >= len(lines):
        return lines
    kind = separator(lines[first].text)
    if kind == "rule" or (kind and _announces_nothing(lines, first)):
        return lines[first + 1 :]
    return lines


def _announces_nothing(lines: list[Line], index: int) -> bool:
    following = next_filled(lines, index + 1)
    if following >= len(lines) or find_uncoloned_block(lines, index):
        return False
    text = lines[following].text
    return label(text) is None and not separator(text)


def _is_signature(lines: list[Line], holder: Person) -> bool:
    """Nothing but the holder's signature: what stands above it, quoted, is the message."""
    cut = split_signature(lines, holder)
    return cut <= next_filled(lines, 0) < len(lines)


def _find_quoted_end(lines: list[Line], depth: int) -> int:
    """Find the end of the quoted region; a short gap of unquoted lines is a wrapped one."""
    end = gap = 0
    for index, line in enumerate(lines):
        if line.depth >= depth:
            end, gap = index + 1, 0
        else:
            gap += 1
            if gap > 3 or (gap > 1 and not end):
                break
    return end


def _is_mostly_quoted(lines: list[Line]) -> bool:
    filled = [line for line in lines if not line.blank]
    return sum(1 for line in filled if line.depth) * 10 >= len(filled) * 6


def _before_end_mark(
    inner: list[Line], rest: list[Line]
) -> tuple[list[Line], list[Line]]:
    for index, line in enumerate(inner):
        if line.text.lstrip()[:2] in ("--", "==") and is_end_mark(line.text):
            return inner[:index], inner[index + 1 :] + rest
    return inner, rest


def _dedent(lines: list[Line]) -> list[Line]:
    filled = [line for line in lines if not line.blank and not line.depth]
    if filled and all(line.text.startswith("    ") for line in filled):
        return [Line(line.depth, line.text[4:]) for line in lines]
    return lines
