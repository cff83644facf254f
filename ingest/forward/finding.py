"""The first place in a text where another message begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.forward.attributions import attribution_at
from ingest.forward.blocks import (
    MARKS,
    Found,
    block_at,
    label,
    separator,
)
from ingest.forward.compact import one_line_block, uncoloned_block
from ingest.forward.pasted import pasted_at
from ingest.mime.values import Person
from ingest.text.lines import Line, next_filled

MAX_PLACES = 60
# Nobody's mail is longer; a bomb's is.
MAX_LINES = 4_000
# No client begins its block with another field.
_FIRST = ("from", "date", "subject")
_NOBODY = Person("", "")
# Labels end with a colon, introductions hold a date, an address, or end with a colon.
_SIGN = re.compile(r"[\d@:：]")


def places(lines: list[Line], start: int = 0) -> Iterator[Found]:
    """Every place where a message begins, from the top; blocks before introductions."""
    index, count = start, 0
    end = min(len(lines), MAX_LINES)
    while index < end and count < MAX_PLACES:
        found = place_at(lines, index)
        if found is None:
            index += 1
            continue
        count += 1
        yield found
        index = max(found.end, index + 1)


def place_at(lines: list[Line], index: int) -> Found | None:
    """What begins at this line, None when nothing does."""
    text = lines[index].text
    if not text or text.isspace():
        return None
    stripped = text.lstrip()
    if stripped[:1] in MARKS:
        if stripped[1:2] in MARKS:
            found = one_line_block(lines, index) or _bare_mark(lines, index)
            if found:
                return found
    elif not _SIGN.search(text):
        # All that can still begin here is a separator of words alone.
        return _bare_mark(lines, index)
    told = label(text)
    if told and told[0] in _FIRST and (found := block_at(lines, index)):
        return found
    found = attribution_at(lines, index)
    if (found is None and "@" in text) or text.rstrip().endswith(":"):
        found = found or pasted_at(lines, index)
    return found or _bare_mark(lines, index)


def _bare_mark(lines: list[Line], index: int) -> Found | None:
    """A separator whose header lines we cannot read still parts two messages."""
    kind = separator(lines[index].text)
    if kind not in ("forward", "original"):
        return None
    following = next_filled(lines, index + 1)
    if following < len(lines):
        if label(lines[following].text) and block_at(lines, following):
            return None
        if separator(lines[following].text) or one_line_block(lines, following):
            return None
        if attribution_at(lines, following):
            return None
        if found := uncoloned_block(lines, index):
            return found
    return Found(
        index, index + 1, _NOBODY, mark=kind, depth=lines[index].depth, labelled=False
    )
