"""The table of holidays against the calendar package and known Easters."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from models.law.calendar import LOCAL, NATIONAL, TERRITORIES, Calendar, easter_sunday

EASTERS = [
    (1818, 3, 22),
    (1943, 4, 25),
    (2000, 4, 23),
    (2019, 4, 21),
    (2024, 3, 31),
    (2026, 4, 5),
    (2027, 3, 28),
    (2038, 4, 25),
    (2049, 4, 18),
    (2076, 4, 19),
]

LOCAL_DAYS = [
    ("971", 5, 27),
    ("972", 5, 22),
    ("973", 6, 10),
    ("974", 12, 20),
    ("976", 4, 27),
    ("BL", 10, 9),
    ("MF", 5, 28),
    ("57", 12, 26),
    ("67", 12, 26),
    ("68", 12, 26),
]

# What a calendar package calls public and the statute does not name.
USAGE_ONLY = [
    ("971", date(2026, 3, 12)),  # mi-carême
    ("971", date(2026, 4, 3)),  # Good Friday
    ("971", date(2026, 7, 21)),
    ("972", date(2026, 7, 21)),
    ("MF", date(2026, 7, 21)),
    ("MF", date(2026, 5, 27)),
    ("976", date(2026, 3, 20)),
    ("PM", date(2026, 4, 3)),
]


@pytest.mark.parametrize(("year", "month", "day"), EASTERS)
def test_it_finds_easter(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


@pytest.mark.parametrize("year", range(2015, 2051))
def test_it_agrees_with_the_calendar_package_on_the_national_days(year: int) -> None:
    ours = {holiday.in_year(year) for holiday in NATIONAL}

    assert ours == set(holidays.country_holidays("FR", years=year))


@pytest.mark.parametrize(("territory", "month", "day"), LOCAL_DAYS)
def test_it_adds_the_days_of_the_territory(
    territory: str, month: int, day: int
) -> None:
    there = Calendar(territory)

    assert all(there.holiday_name(date(year, month, day)) for year in (2026, 2031))
    assert not Calendar("FR").holiday_name(date(2026, month, day))


@pytest.mark.parametrize(("territory", "day"), USAGE_ONLY)
def test_it_does_not_deduct_usage(territory: str, day: date) -> None:
    assert Calendar(territory, good_friday=True).is_working_day(day)


def test_it_names_a_source_for_each_day() -> None:
    every = [*NATIONAL, *(day for days in LOCAL.values() for day in days)]

    assert len(every) == 11 + len(LOCAL_DAYS)
    assert all("C. trav. L.3" in holiday.source for holiday in every)
    assert set(LOCAL) <= set(TERRITORIES)
