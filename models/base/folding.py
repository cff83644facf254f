"""Words and numbers folded for comparison: without case, accents or separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_VARIANTS = {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "‐": "-", "–": "-"}
# What French has much of goes all at once: whole letters are folded, of every mail.
_USUAL = _VARIANTS | dict.fromkeys("\u0301\u0300\u0302\u0327\u0308", "")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LONG_ROW = re.compile(r"[^\x00-\x7f]{30,}")
_LAST_MARK = 0x1F000
_SHORT_TEXT = 200
_SEPARATORS = re.compile(r"[\W_]+")


def fold(words: str) -> str:
    """Lower case without accents, spaces made one; « Élodie Lœuvre » gives `elodie loeuvre`."""
    return " ".join(_bare(words).split())


# Several rules ask of one text, one after the other.
@lru_cache(maxsize=8)
def fold_text(text: str) -> str:
    """The same, kept for who asks next."""
    return fold(text)


def fold_lines(text: str) -> list[str]:
    """The lines of a text, each folded."""
    return [" ".join(line.split()) for line in _bare(text).splitlines()]


def _bare(words: str) -> str:
    """Lower case without accents, its spaces and lines as they were."""
    bare = words.casefold()
    if not bare.isascii():
        bare = bare.replace("\ufdfa", "ص")
        if len(bare) > _SHORT_TEXT:
            # A row of marks is sorted in the square of its length, and none is kept anyway.
            bare = _LONG_ROW.sub(_without_marks, bare)
        bare = unicodedata.normalize("NFKD", bare)
        for mark, usual in _USUAL.items():
            bare = bare.replace(mark, usual)
        if not bare.isascii():
            bare = _NOT_ASCII.sub(_without_marks, bare)
    return bare


def _without_marks(letters: re.Match[str]) -> str:
    return letters[0].translate(_marks())


@lru_cache(maxsize=1)
def _marks() -> dict[int, None]:
    """Every letter that Unicode lets stand on another one."""
    several = range(0x300, _LAST_MARK)
    return {code: None for code in several if unicodedata.combining(chr(code))}


def squeeze(number: str) -> str:
    """A number without its separators: people write « AB 12-34 » in many ways."""
    return _SEPARATORS.sub("", fold(number))


def haystack(words: Iterable[str | None], numbers: Iterable[str | None]) -> str:
    """Text that a search looks into: words as written, numbers with and without separators."""
    given = [n for n in numbers if n]
    kept = [fold(w) for w in words if w] + [fold(n) for n in given]
    return " ".join(dict.fromkeys([*kept, *map(squeeze, given)]))


def patterns(query: str) -> list[str]:
    """LIKE patterns (escaped by a backslash) that must all match; a word of a query is never a wildcard."""
    return [f"%{_escape(word)}%" for word in fold(query).split()]


def number_pattern(query: str) -> str | None:
    """The pattern of a whole query read as one number, or None where it has no digit."""
    number = squeeze(query)
    return f"%{_escape(number)}%" if any(c.isdigit() for c in number) else None


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# A number without a country code is French; overseas codes share its plan.
_REGION = "FR"
_FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL)


def spellings(number: str) -> list[str]:
    """The number as written, then in E.164 and as dialled at home where it is one.

    « 06 12 34 56 78 » is found by +33612345678, and the other way round.
    """
    if not number:
        return []
    try:
        parsed = phonenumbers.parse(number, _REGION)
    except NumberParseException:
        return [number]
    return [number, *(phonenumbers.format_number(parsed, form) for form in _FORMATS)]
