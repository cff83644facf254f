"""The public holidays the law names, one line each with its source.

Only what a statute lists is a holiday here. Days that are off by usage alone (mi-carême,
21 July in the Antilles, the religious feasts of Mayotte) are worked: a holiday too many
would push a deadline later, a holiday too few only makes us early.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


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
