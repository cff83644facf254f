"""The nearness of a deadline, in words first and in colour second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.typography import count
from models.law.calendar import Calendar
from models.law.deadlines import days_left

# From how many days left a deadline is said to be near.
SOON_WORKING_DAYS, SOON_CALENDAR_DAYS = 3, 15


@dataclass(frozen=True)
class Urgency:
    """`level` is late, soon or ok; `words` say it in French."""

    level: str
    words: str


def to_acknowledge(deadline: date, today: date, calendar: Calendar) -> Urgency:
    """The ten days of the acknowledgement, in *jours ouvrables*."""
    left = days_left(today, deadline, calendar)
    return _say(left, SOON_WORKING_DAYS, "jour ouvrable", "jours ouvrables")


def to_answer(deadline: date, today: date) -> Urgency:
    """The two months of the answer, in calendar days."""
    return _say((deadline - today).days, SOON_CALENDAR_DAYS, "jour", "jours")


def _say(left: int, soon: int, day: str, days: str) -> Urgency:
    if left < 0:
        return Urgency("late", f"En retard de {count(-left, day, days)}")
    if left == 0:
        return Urgency("soon", "Dernier jour aujourd’hui")
    level = "soon" if left <= soon else "ok"
    return Urgency(level, f"Encore {count(left, day, days)}")
