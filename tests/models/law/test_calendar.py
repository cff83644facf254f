"""Working days: which they are and how they are walked."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.law.calendar import TERRITORIES, Calendar

FRANCE = Calendar("FR")
GOOD_FRIDAY = date(2026, 4, 3)


def test_it_counts_saturday_and_not_sunday() -> None:
    assert FRANCE.is_working_day(date(2026, 11, 21))
    assert not FRANCE.is_working_day(date(2026, 11, 22))


def test_it_does_not_count_a_holiday() -> None:
    assert not FRANCE.is_working_day(date(2026, 11, 11))
    assert FRANCE.holiday_name(date(2026, 11, 11)) == "Armistice de 1918"
    assert FRANCE.holiday_name(date(2026, 11, 12)) == ""


@pytest.mark.parametrize(
    ("territory", "ticked", "works"),
    [("67", True, False), ("67", False, True), ("FR", True, True), ("971", True, True)],
)
def test_it_keeps_good_friday_where_the_cabinet_says_so(
    territory: str, ticked: bool, works: bool
) -> None:
    assert Calendar(territory, ticked).is_working_day(GOOD_FRIDAY) is works


def test_it_names_a_day_of_two_feasts_by_the_national_one() -> None:
    # Ascension fell on 1 May in 2008, and on 8 May in 1997.
    assert FRANCE.is_working_day(date(2008, 5, 2))
    assert FRANCE.holiday_name(date(2008, 5, 1)) == "Fête du Travail"


def test_it_walks_both_ways() -> None:
    friday = date(2026, 11, 20)

    assert FRANCE.add_working_days(friday, 2) == date(2026, 11, 23)
    assert FRANCE.add_working_days(date(2026, 11, 23), -2) == friday
    assert FRANCE.add_working_days(date(2026, 11, 22), 0) == date(2026, 11, 22)


def test_it_counts_between_as_it_walks() -> None:
    start = date(2026, 4, 28)
    for count in range(40):
        end = FRANCE.add_working_days(start, count)
        assert FRANCE.working_days_between(start, end) == count
        assert FRANCE.working_days_between(end, start) == -count


def test_it_has_five_or_six_working_days_in_a_week_of_2026() -> None:
    monday = date(2026, 1, 5)
    weeks = [monday + timedelta(weeks=n) for n in range(52)]

    counts = {
        FRANCE.working_days_between(day, day + timedelta(days=7)) for day in weeks
    }

    assert counts == {5, 6}


def test_it_refuses_an_unknown_territory() -> None:
    with pytest.raises(ValueError, match="'99'"):
        Calendar("99")


@pytest.mark.parametrize("code", TERRITORIES)
def test_it_knows_the_clock_of_each_territory(code: str) -> None:
    assert isinstance(Calendar(code).zone, ZoneInfo)
    assert (Calendar(code).zone.key == "Europe/Paris") == (
        code in ("FR", "57", "67", "68")
    )
