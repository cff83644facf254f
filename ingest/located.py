"""Where each part's body lies in the bytes that were parsed."""

from __future__ import annotations

import re
from email.message import Message

from ingest.limits import MAX_DEPTH

_BLANK = re.compile(rb"\r?\n\r?\n|\A\r?\n")

Range = tuple[int, int]


def locate(message: Message, data: bytes) -> dict[int, Range]:
    """id(part) -> (start, end) of its body; parts that cannot be placed are absent."""
    found: dict[int, Range] = {}
    _place(message, data, 0, len(data), found, 0)
    return found


def _place(
    part: Message,
    data: bytes,
    start: int,
    end: int,
    found: dict[int, Range],
    depth: int,
) -> None:
    body = _body(data, start, end)
    if body is None or depth > MAX_DEPTH:
        return
    found[id(part)] = (body, end)
    children = part.get_payload()
    if not isinstance(children, list) or not children:
        return
    if part.get_content_maintype() == "multipart":
        ranges = _between(data, body, end, part.get_boundary())
    else:
        ranges = [(body, end)]
    if len(ranges) == len(children):
        for child, (first, last) in zip(children, ranges, strict=True):
            if isinstance(child, Message):
                _place(child, data, first, last, found, depth + 1)


def _body(data: bytes, start: int, end: int) -> int | None:
    if data[start : start + 1] == b"\n":
        return start + 1
    if data[start : start + 2] == b"\r\n":
        return start + 2
    found = _BLANK.search(data, start, end)
    return found.end() if found else None


def _between(data: bytes, start: int, end: int, boundary: str | None) -> list[Range]:
    """The ranges between the delimiter lines of one multipart."""
    if not boundary:
        return []
    mark = re.escape(boundary.encode("ascii", "surrogateescape"))
    line = re.compile(rb"(?:\A|\r?\n)--" + mark + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    ranges: list[Range] = []
    opened: int | None = None
    position = max(start - 2, 0)
    while found := line.search(data, position, end):
        if opened is not None:
            ranges.append((opened, max(found.start(), opened)))
        opened = found.end()
        if found[1]:
            return ranges
        # The newline that ends this line may begin the next delimiter.
        position = found.end() - 1
    if opened is not None:
        ranges.append((opened, end))
    return ranges
