"""Calendar of the *jours ouvrables* of a territory.

*Ouvrable* is Monday to Saturday without the public holidays: six days in a plain week,
not the five *jours ouvrés*.

Only what a statute lists is a holiday here. Days that are off by usage alone (mi-carême,
21 July in the Antilles, the religious feasts of Mayotte) are worked: a holiday too many
would push a deadline later, a holiday too few only makes us early.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Fixed:
    """A holiday that falls on the same day each year."""

    month: int
    day: int
    name: str
    source: str

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class FromEaster:
    """A holiday counted in days from Easter Sunday."""

    days: int
    name: str
    source: str

    def in_year(self, year: int) -> date:
        return easter_sunday(year) + timedelta(days=self.days)


Holiday = Fixed | FromEaster

NATIONAL: tuple[Holiday, ...] = (
    Fixed(1, 1, "Jour de l’An", "C. trav. L.3133-1, 1°"),
    FromEaster(1, "Lundi de Pâques", "C. trav. L.3133-1, 2°"),
    Fixed(5, 1, "Fête du Travail", "C. trav. L.3133-1, 3°"),
    Fixed(5, 8, "Victoire de 1945", "C. trav. L.3133-1, 4°"),
    FromEaster(39, "Ascension", "C. trav. L.3133-1, 5°"),
    FromEaster(50, "Lundi de Pentecôte", "C. trav. L.3133-1, 6°"),
    Fixed(7, 14, "Fête nationale", "C. trav. L.3133-1, 7°"),
    Fixed(8, 15, "Assomption", "C. trav. L.3133-1, 8°"),
    Fixed(11, 1, "Toussaint", "C. trav. L.3133-1, 9°"),
    Fixed(11, 11, "Armistice de 1918", "C. trav. L.3133-1, 10°"),
    Fixed(12, 25, "Noël", "C. trav. L.3133-1, 11°"),
)

# Good Friday is a holiday only where the commune has a Protestant temple or a mixed
# church, which the cabinet says by a tick box.
GOOD_FRIDAY = FromEaster(-2, "Vendredi saint", "C. trav. L.3134-13; ord. 16 août 1892")

_SAINT_STEPHEN = Fixed(12, 26, "Saint-Étienne", "C. trav. L.3134-13; ord. 16 août 1892")

ALSACE_MOSELLE = ("57", "67", "68")

LOCAL: dict[str, tuple[Holiday, ...]] = {
    "57": (_SAINT_STEPHEN,),
    "67": (_SAINT_STEPHEN,),
    "68": (_SAINT_STEPHEN,),
    "971": (Fixed(5, 27, "Abolition de l’esclavage", "C. trav. L.3422-2"),),
    "972": (Fixed(5, 22, "Abolition de l’esclavage", "C. trav. L.3422-2"),),
    "973": (Fixed(6, 10, "Abolition de l’esclavage", "C. trav. L.3422-2"),),
    "974": (Fixed(12, 20, "Abolition de l’esclavage", "C. trav. L.3422-2"),),
    "976": (Fixed(4, 27, "Abolition de l’esclavage", "C. trav. L.3422-2"),),
    "BL": (Fixed(10, 9, "Abolition de l’esclavage", "C. trav. L.3422-2"),),
    # The statute still prints 27 May, a known clerical error: the prefecture and the
    # collectivity keep 28 May, and so do we.
    "MF": (
        Fixed(5, 28, "Abolition de l’esclavage", "C. trav. L.3422-2, usage du 28 mai"),
    ),
}


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (computus of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    leaps, rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leaps - epact - rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


_SUNDAY = 6
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Territory:
    """Territory in which a cabinet is established: its French name and its clock."""

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
