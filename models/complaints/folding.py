"""Words as a search compares them: no case, no accents, no typographic variants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_VARIANTS = str.maketrans(
    {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "‐": "-", "–": "-"}
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SEPARATORS = re.compile(r"[\W_]+")


def fold(words: str) -> str:
    """Lower case without accents, spaces made one; « Élodie Lœuvre » gives `elodie loeuvre`."""
    spread = unicodedata.normalize("NFKD", words.casefold())
    # Whole letters are folded of every mail: only what is not ASCII is looked at one by one.
    bare = _NOT_ASCII.sub(_without_mark, spread)
    return " ".join(bare.translate(_VARIANTS).split())


def _without_mark(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else letter[0]


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
