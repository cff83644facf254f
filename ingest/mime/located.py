"""Where each part's body lies in the bytes that were parsed."""

from __future__ import annotations

import re
from email.message import Message

from ingest.mime.blank import first_blank
from ingest.mime.limits import MAX_DEPTH

_TAIL = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")

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
    # A leaf is not asked: it would be decoded by the charset that it claims.
    children = part.get_payload() if part.is_multipart() else []
    if not children:
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
    blank = first_blank(data, start, end)
    return blank.below if blank else None


def _between(data: bytes, start: int, end: int, boundary: str | None) -> list[Range]:
    """The ranges between the delimiter lines of one multipart."""
    if not boundary:
        return []
    mark = b"--" + boundary.encode("ascii", "surrogateescape")
    ranges: list[Range] = []
    opened: int | None = None
    position = max(start - 2, 0)
    while found := _delimiter(data, mark, position, end):
        first, last, closes = found
        if opened is not None:
            ranges.append((opened, max(first, opened)))
        opened = last
        if closes:
            return ranges
        # The newline that ends this line may begin the next delimiter.
        position = last - 1
    if opened is not None:
        ranges.append((opened, end))
    return ranges


def _delimiter(
    data: bytes, mark: bytes, position: int, end: int
) -> tuple[int, int, bool] | None:
    """The next delimiter line: from the newline before it to its end, and whether it is the last.

    No pattern is made of a boundary: making one costs more than the search.
    """
    at = data.find(mark, position, end)
    while at >= 0:
        tail = _TAIL.match(data, at + len(mark), end)
        newline = data[max(at - 2, position) : at]
        if tail and (at == 0 or newline.endswith(b"\n")):
            return at - (2 if newline == b"\r\n" else at > 0), tail.end(), bool(tail[1])
        at = data.find(mark, at + 1, end)
    return None
