"""The query of a page's address: words and numbers that strangers may have typed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

_MAX_WORDS = 200
_MAX_PAGE = 10_000


class Query:
    """The values after the question mark; nothing in them fails a page."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def id(self, name: str) -> UUID | None:
        """An id; None for anything else."""
        try:
            return UUID(self.text(name))
        except ValueError:
            return None

    @property
    def words(self) -> str:
        """The words of a search, without what the database refuses, at most 200 characters."""
        # PostgreSQL refuses NUL in a text.
        return self.text("q").replace("\0", "").strip()[:_MAX_WORDS]

    @property
    def page(self) -> int:
        """The page of a list; the first for anything that is not a number."""
        text = self.text("page")
        # Other scripts have digits too, and some of those are no numbers.
        is_number = text.isascii() and text.isdigit() and len(text) < 6
        return min(max(int(text), 1), _MAX_PAGE) if is_number else 1
