"""Words as a search compares them: no case, no accents, no typographic variants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_VARIANTS = str.maketrans(
    {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "‐": "-", "–": "-"}
)
_SEPARATORS = re.compile(r"[\W_]+")


def fold(words: str) -> str:
    """Lower case without accents, spaces made one; « Élodie Lœuvre » gives `elodie loeuvre`."""
    spread = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(bare.translate(_VARIANTS).split())


def squeeze(number: str) -> str:
    """A number without its separators: people write « AB 12-34 » in many ways."""
    return _SEPARATORS.sub("", fold(number))


def haystack(words: Iterable[str | None], numbers: Iterable[str | None]) -> str:
    """What a search looks into: words as written, numbers with and without separators."""
    given = [n for n in numbers if n]
    kept = [fold(w) for w in words if w] + [fold(n) for n in given]
    return " ".join(dict.fromkeys([*kept, *map(squeeze, given)]))


def patterns(query: str) -> list[str]:
    """LIKE patterns (escaped by a backslash) that must all match; a word of a query is never a wildcard."""
    return [f"%{_escape(word)}%" for word in fold(query).split()]


def squeezed_pattern(query: str) -> str | None:
    """The pattern of a whole query read as one number, or None where it has no digit."""
    number = squeeze(query)
    return f"%{_escape(number)}%" if any(c.isdigit() for c in number) else None


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
