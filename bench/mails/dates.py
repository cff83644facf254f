"""Moments as French mail clients write them."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

_WORDS = """
lundi mardi mercredi jeudi vendredi samedi dimanche
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.
"""
_DAYS, _MONTHS, _SHORT = (line.split() for line in _WORDS.strip().splitlines())


def outlook(at: datetime) -> str:
    """`lundi 5 octobre 2026 14:32`."""
    return (
        f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M}"
    )


def gmail(at: datetime) -> str:
    """`lun. 5 oct. 2026 à 14:32`."""
    return f"{_DAYS[at.weekday()][:3]}. {at.day} {_SHORT[at.month - 1]} {at.year} à {at:%H:%M}"


def apple(at: datetime) -> str:
    """`5 octobre 2026 à 14:32:10 UTC+2`."""
    offset = at.utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset else 0
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} à {at:%H:%M:%S} UTC+{hours}"


def thunderbird(at: datetime) -> str:
    """As in a Date header."""
    return format_datetime(at)


def orange(at: datetime) -> str:
    """`05/10/26 14:32`."""
    return f"{at:%d/%m/%y %H:%M}"
