"""Boundaries under names of our own, which is all that the parser is told of them.

The parser makes a pattern of every boundary, at the cost of the rest of its work, unless it has
made the same one before. So the boundaries of the message, and of the multiparts right inside it,
stand in its copy under names that never change. Only where nothing can be mistaken: where one
header tells a boundary, every other place that has it is a delimiter line, and the tree that
comes of it has these very boundaries.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from email.message import Message
from itertools import pairwise

from ingest.mime import parts
from ingest.mime.blank import first_blank

_TOLD = re.compile(rb"boundary[ \t]*=[ \t]*(\"?)([\w.=+-]{8,70})\1(?=[;\s]|\Z)", re.I)
_END = re.compile(rb"(?:--)?[ \t]*(?:\r?\n|\Z)")
_MAX_LINES, _MAX_INSIDE = 200, 5
# Known to this process alone: no mail can have it.
_NAME = b"boundary" + secrets.token_hex(12).encode()


@dataclass(frozen=True, slots=True)
class Renamed:
    """A copy of a message, and our names in it by the boundaries they stand for."""

    data: bytes
    names: dict[bytes, bytes] = field(default_factory=dict)

    def is_told_by(self, root: Message) -> bool:
        """The tree has the names where they were written."""
        if not self.names:
            return True
        if not root.is_multipart():
            return False
        several = [one for one in parts.children(root) if one.is_multipart()]
        told = [root.get_boundary(), *{one.get_boundary() for one in several}]
        outer, *inner = (name.decode() for name in self.names.values())
        return told[0] == outer and set(inner) <= set(told[1:])

    def written(self, start: int, end: int) -> bytes:
        """The bytes between two places as they came."""
        piece = self.data[start:end]
        if _NAME in piece:
            # From the last: each name but the first is longer by its number.
            for mark, name in reversed(self.names.items()):
                piece = piece.replace(name, mark)
        return piece


def renamed(data: bytes) -> Renamed:
    """A copy of a message with our names for its boundaries; as it is where that is unsafe."""
    blank = first_blank(data)
    mark, lines = _told(data, 0, blank.above, len(data)) if blank else (b"", [])
    if not mark:
        return Renamed(data)
    names = {mark: _NAME}
    for start, end in pairwise(lines[: _MAX_INSIDE + 1]):
        blank = first_blank(data, start, end)
        inner, _ = _told(data, start, blank.above, end) if blank else (b"", [])
        if inner:
            names[inner] = b"%b%d" % (_NAME, len(names))
    for one, name in names.items():
        data = data.replace(one, name)
    return Renamed(data, names)


def _told(data: bytes, start: int, above: int, end: int) -> tuple[bytes, list[int]]:
    """The one boundary told between `start` and `above`, and where its lines begin before `end`.

    Nothing when it stands anywhere else.
    """
    told = [*_TOLD.finditer(data, start, above)]
    if len(told) != 1:
        return b"", []
    mark, lines = told[0][2], list[int]()
    at = data.find(mark)
    while at >= 0 and len(lines) < _MAX_LINES:
        if at != told[0].start(2):
            is_line = data[at - 3 : at] == b"\n--" and _END.match(data, at + len(mark))
            if not (above < at < end and is_line):
                return b"", []
            lines.append(at - 2)
        at = data.find(mark, at + len(mark))
    return (mark, lines) if lines and at < 0 else (b"", [])
