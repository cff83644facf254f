"""The sample mails, with their dates made relative to today."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.base.french import DAYS, MONTHS

FOLDER = Path(__file__).resolve().parent.parent / "samples"
PARIS = ZoneInfo("Europe/Paris")
# These wait for our letter, which they answer.
FOLLOW_UPS = {
    "15-suite.eml": "martine.delcourt@courriel.example",
    "16-retour.eml": "b.fontaine@boite-fermee.example",
}
_TOKEN = re.compile(r"%%(\w+)(?: ([^%]*))?%%")
SHORT_MONTHS = [
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
]


def names() -> list[str]:
    """The samples that can travel at once, in their order."""
    return sorted(p.name for p in FOLDER.glob("*.eml") if p.name not in FOLLOW_UPS)


def fill(name: str, now: datetime, answered: Mapping[str, str] | None = None) -> bytes:
    """The mail as it travels: `now` is aware; `answered` tells of the letter it answers."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    filled = _TOKEN.sub(lambda m: _value(m[1], m[2] or "", now, answered or {}), text)
    return filled.replace("\n", "\r\n").encode()


def _value(kind: str, words: str, now: datetime, answered: Mapping[str, str]) -> str:
    if kind == "FILE":
        return base64.encodebytes((FOLDER / "files" / words).read_bytes()).decode()
    if kind == "ID":
        return f"<{now:%Y%m%d%H%M%S}.{words}>"
    if kind == "ANSWERED":
        return answered[words]
    if kind == "NOW":
        return format_datetime(now.astimezone(PARIS))
    return DATES[kind](_moment(words, now))


def _moment(words: str, now: datetime) -> datetime:
    """`DAYS HH:MM`: that many days before today, and never after now."""
    days, clock = words.split()
    hour, minute = (int(part) for part in clock.split(":"))
    here = now.astimezone(PARIS) - timedelta(days=int(days))
    moment = here.replace(hour=hour, minute=minute, second=31, microsecond=0)
    return min(moment, now.astimezone(PARIS) - timedelta(minutes=5))


def _gmail(at: datetime) -> str:
    short = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")[at.weekday()]
    return f"{short} {at.day} {SHORT_MONTHS[at.month - 1]} {at.year} à {at:%H:%M}"


def _apple(at: datetime) -> str:
    offset = int((at.utcoffset() or timedelta()).total_seconds() // 3600)
    day = f"{at.day} {MONTHS[at.month - 1]} {at.year}"
    return f"{day} à {at:%H:%M:%S} UTC+{offset}"


def _long(at: datetime) -> str:
    day = f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}"
    return f"{day} {at:%H:%M}"


# As each mail program writes a moment.
DATES: dict[str, Callable[[datetime], str]] = {
    "HEADER": format_datetime,
    "LONG": _long,
    "GMAIL": _gmail,
    "APPLE": _apple,
    "ORANGE": lambda at: f"{at:%d/%m/%y %H:%M}",
}
