"""What the address of a page asks for: words and numbers that strangers may have typed."""

from __future__ import annotations

from dashboard.dependencies import HttpRequest

_LONGEST = 200
_FARTHEST = 10_000


def words(request: HttpRequest, name: str = "q") -> str:
    """The words of a search; never what the database refuses, never without end."""
    told = request.query_params.get(name, "")
    return told.replace("\0", "").strip()[:_LONGEST]


def page_number(request: HttpRequest) -> int:
    """Which page of a list; the first for anything that is not a number."""
    told = request.query_params.get("page", "")
    # Other scripts have digits too, and some of those are no numbers.
    is_number = told.isascii() and told.isdigit() and len(told) < 6
    return min(max(int(told), 1), _FARTHEST) if is_number else 1
