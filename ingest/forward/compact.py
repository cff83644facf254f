"""Header blocks that a program wrote on one line, or without colons."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from ingest.forward.blocks import Found, block_at, separator
from ingest.forward.layouts import FIELDS, LABELS, key
from ingest.text.lines import Line, next_filled

_ONE_LINE = re.compile(r"(\s*-{3,}\s?[^-].{2,60}?\s?-{3,})\s*(\S.*)\Z", re.DOTALL)


def one_line_block(lines: list[Line], index: int) -> Found | None:
    """A block that its client wrote on one line (`----- Message transmis ----- De : ...`)."""
    match = _ONE_LINE.match(lines[index].text[:4_000])
    if not match or not separator(match[1]):
        return None
    text = match[2]
    spread = [Line(0, match[1]), *(Line(0, piece) for piece in _spread(text))]
    found = block_at(spread, 1) if len(spread) > 1 else None
    if found is None:
        return None
    return replace(found, start=index, end=index + 1, depth=lines[index].depth)


def uncoloned_block(lines: list[Line], index: int) -> Found | None:
    """A block under a separator whose labels bear no colon (eM Client): `De "Nom" <x@y>`."""
    first = next_filled(lines, index + 1)
    spread, depth = [lines[index]], lines[index].depth
    for line in lines[first : first + len(FIELDS)]:
        name = _bare_label(line.text)
        if not name or line.depth != depth:
            break
        spread.append(Line(depth, f"{name}: {line.text.strip()[len(name) :]}"))
    found = block_at(spread, 1) if len(spread) > 3 else None
    if found is None:
        return None
    return replace(found, start=index, end=first + len(spread) - 1)


def _bare_label(text: str) -> str:
    """The label a line begins with, as it is written there; "" when there is none."""
    words = text.strip().split(None, 2)
    for count in (2, 1):
        name = text.strip()[: len(" ".join(words[:count]))]
        if len(words) > count and key(name) in LABELS:
            return name
    return ""


_GLUED = re.compile(
    "("
    + "|".join(
        re.escape(word)
        for word in sorted(LABELS, key=len, reverse=True)
        if LABELS[word] != "other"
    )
    + r")[ \u00a0]?[:：]",
    re.IGNORECASE,
)


def _spread(text: str) -> list[str]:
    """A glued block cut before each label, each field once, in the client's order."""
    cuts: list[int] = []
    seen: set[str] = set()
    for match in _GLUED.finditer(text[:4_000]):
        name = LABELS[key(match[1])]
        glued = (
            not cuts
            or text[match.start() - 1] in ">;) \t"
            or name in ("subject", "date")
        )
        if name in seen or not glued:
            continue
        if name in ("to", "cc") and "from" not in seen:
            continue
        seen.add(name)
        cuts.append(match.start())
        if name == "subject":
            break
    return [text[first:last].strip() for first, last in pairwise([*cuts, len(text)])]
