"""Days, moments, sizes and counts as French writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from models.base.french import MONTHS

_NBSP, _THIN = "\u00a0", "\u202f"
# A space before a double sign at the end of a word, never one of the templates' own code.
_BEFORE = re.compile(r"(?<=[\w»’)>}?!.…]) ([:;?!»])(?=[\s<.,)\"]|$)")
_AFTER = re.compile(r"« (?=\S)")


def typeset(text: str) -> str:
    """Put the no-break spaces of French typography into our words."""
    return _AFTER.sub(f"«{_NBSP}", _BEFORE.sub(f"{_NBSP}\\1", text))


def bind_quotes(text: str) -> str:
    """The same words; a quotation mark never stands alone at the end of a line."""
    return text.replace("« ", f"«{_NBSP}").replace(" »", f"{_NBSP}»")


def address(value: str) -> Markup:
    """An e-mail address that a narrow column breaks behind its « @ » and its dots only."""
    pieces = Markup("<wbr>").join(re.split(r"(?<=[@.])", value))
    return Markup('<span class="addr">{}</span>').format(pieces)


def day(value: date | None) -> str:
    """« 1er mars 2026 »; "—" for no day."""
    if value is None:
        return "—"
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}{_NBSP}{MONTHS[value.month - 1]}{_NBSP}{value.year}"


def short_day(value: date | None) -> str:
    return value.strftime("%d/%m/%Y") if value else "—"


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """« 1er mars 2026 à 9 h 05 » on the cabinet's clock."""
    if value is None:
        return "—"
    here = value.astimezone(zone)
    clock = f"{here.hour}{_NBSP}h{_NBSP}{here.minute:02}"
    return f"{day(here.date())} à {clock}"


def short_moment(value: datetime | None, zone: ZoneInfo) -> str:
    return value.astimezone(zone).strftime("%d/%m/%Y %H:%M") if value else "—"


def size(octets: int) -> str:
    """« 340 octets », « 12 Ko », « 3,4 Mo »."""
    if octets < 1000:
        return f"{octets}{_NBSP}octets"
    if octets < 1_000_000:
        return f"{round(octets / 1000)}{_NBSP}Ko"
    return f"{octets / 1_000_000:.1f}".replace(".", ",") + f"{_NBSP}Mo"


def count(number: int, singular: str, plural: str = "") -> str:
    """« 1 message », « 2 messages »; zero takes the singular, as French does."""
    # French takes the singular below two, zero included.
    word = singular if number < 2 else plural or f"{singular}s"
    return f"{number:,}".replace(",", _THIN) + f"{_NBSP}{word}"
