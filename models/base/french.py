"""French as letters write it: long dates, spaces before double signs, clean lines."""

from __future__ import annotations

import re
from datetime import date

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_NO_BREAK = "\u00a0"
_LONGEST_LINE = 500

# Controls, directions, zero widths, surrogates: what hides or breaks a line of text.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_SPACES = re.compile(r" {2,}")


def long_date(day: date) -> str:
    """« lundi 23 novembre 2026 », « mardi 1er décembre 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def one_line(value: object) -> str:
    """The value as one clean line of at most 500 characters."""
    text = str(value)
    if not text.isprintable():
        text = _HIDDEN.sub(" ", text)
    return _SPACES.sub(" ", text).strip()[:_LONGEST_LINE]


def rows(text: str) -> list[str]:
    """The lines of a postal address, clean and without empty ones."""
    return [row for row in map(one_line, text.splitlines()) if row]


def typeset(text: str) -> str:
    """Text with no-break spaces where French wants them: « x » ; x : y ! z ? n° 3"""
    text = re.sub(r"(?<=\S) (?=[:;!?»])", _NO_BREAK, text)
    return text.replace("« ", "«" + _NO_BREAK).replace("n° ", "n°" + _NO_BREAK)
