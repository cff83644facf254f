"""Which days are *jours ouvrables* in a territory, and how to walk them.

*Ouvrable* is Monday to Saturday without the public holidays: six days in a plain week,
not the five *jours ouvrés*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.law.public_holidays import (
    ALSACE_MOSELLE,
    GOOD_FRIDAY,
    LOCAL,
    NATIONAL,
    Holiday,
)

_SUNDAY = 6
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Territory:
    """Where a cabinet is established: its French name and its clock."""

    name: str
    zone: str


TERRITORIES: dict[str, Territory] = {
    "FR": Territory("France métropolitaine", "Europe/Paris"),
    "57": Territory("Moselle", "Europe/Paris"),
    "67": Territory("Bas-Rhin", "Europe/Paris"),
    "68": Territory("Haut-Rhin", "Europe/Paris"),
    "971": Territory("Guadeloupe", "America/Guadeloupe"),
    "972": Territory("Martinique", "America/Martinique"),
    "973": Territory("Guyane", "America/Cayenne"),
    "974": Territory("La Réunion", "Indian/Reunion"),
    "976": Territory("Mayotte", "Indian/Mayotte"),
    "BL": Territory("Saint-Barthélemy", "America/St_Barthelemy"),
    "MF": Territory("Saint-Martin", "America/Marigot"),
    "PM": Territory("Saint-Pierre-et-Miquelon", "America/Miquelon"),
}


@dataclass(frozen=True)
class Calendar:
    """The working days of one territory; an unknown code raises `ValueError`.

    `good_friday` says that Good Friday is a holiday in the cabinet's commune; it counts
    in Alsace-Moselle only.
    """

    territory: str
    good_friday: bool = False

    def __post_init__(self) -> None:
        if self.territory not in TERRITORIES:
            known = ", ".join(TERRITORIES)
            raise ValueError(f"unknown territory {self.territory!r}: one of {known}")

    @property
    def zone(self) -> ZoneInfo:
        """The territory's own clock."""
        return ZoneInfo(TERRITORIES[self.territory].zone)

    def holiday(self, day: date) -> Holiday | None:
        """The holiday that falls on this day, with its source."""
        return _holidays(self.territory, self.good_friday, day.year).get(day)

    def holiday_name(self, day: date) -> str:
        """The French name of the holiday, or an empty string."""
        found = self.holiday(day)
        return found.name if found else ""

    def is_working_day(self, day: date) -> bool:
        return day.weekday() != _SUNDAY and self.holiday(day) is None

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day strictly after `day`, or before it when negative."""
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to `end` included; negative when `end` is past."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))


@lru_cache(maxsize=1024)
def _holidays(territory: str, good_friday: bool, year: int) -> dict[date, Holiday]:
    named = NATIONAL + LOCAL.get(territory, ())
    if good_friday and territory in ALSACE_MOSELLE:
        named += (GOOD_FRIDAY,)
    # Reversed, so that where two fall together the national one gives its name.
    return {holiday.in_year(year): holiday for holiday in reversed(named)}
