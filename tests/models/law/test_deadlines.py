"""The two legal dates, against a table of our own and the shared vectors."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from models.law import deadlines
from models.law.calendar import Calendar
from models.law.deadlines import Regime, is_credible, starts_at

PARIS = ZoneInfo("Europe/Paris")
FRANCE = Calendar("FR")
VECTORS = Path(__file__).parents[4] / "shared/regulation/deadline_vectors.csv"

# territory, sent, acknowledge by, answer by
OURS = [
    ("FR", "2026-01-13T09:00+01:00", "2026-01-24", "2026-03-13"),
    ("FR", "2026-02-09T23:00+00:00", "2026-02-21", "2026-04-10"),
    ("FR", "2026-07-02T10:00+02:00", "2026-07-15", "2026-09-02"),
    ("FR", "2024-04-30T10:00+02:00", "2024-05-15", "2024-06-30"),
    ("FR", "2026-12-24T18:00+01:00", "2027-01-07", "2027-02-24"),
    ("FR", "2026-12-31T10:00+01:00", "2027-01-13", "2027-02-28"),
    ("FR", "2027-12-31T10:00+01:00", "2028-01-13", "2028-02-29"),
    ("FR", "2026-02-28T10:00+01:00", "2026-03-12", "2026-04-28"),
    ("FR", "2026-11-23T23:59+01:00", "2026-12-04", "2027-01-23"),
    ("67", "2026-04-02T10:00+02:00", "2026-04-16", "2026-06-02"),
    ("FR", "2026-04-02T10:00+02:00", "2026-04-15", "2026-06-02"),
    ("976", "2026-04-20T10:00+03:00", "2026-05-04", "2026-06-20"),
    ("FR", "2026-04-20T10:00+02:00", "2026-05-02", "2026-06-20"),
    ("974", "2025-12-12T10:00+04:00", "2025-12-26", "2026-02-12"),
    ("PM", "2026-11-24T02:30+00:00", "2026-12-04", "2027-01-23"),
]

REAL = (
    list(csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines()))
    if VECTORS.exists()
    else []
)


@pytest.mark.parametrize(("territory", "sent", "acknowledge", "answer"), OURS)
def test_it_counts_our_table(
    territory: str, sent: str, acknowledge: str, answer: str
) -> None:
    calendar = Calendar(territory, good_friday=True)
    sent_on = deadlines.day_of_sending(datetime.fromisoformat(sent), calendar.zone)

    assert deadlines.acknowledge_by(sent_on, calendar).isoformat() == acknowledge
    assert deadlines.answer_by(sent_on).isoformat() == answer


@pytest.mark.skipif(
    not REAL, reason="not here: the shared vectors are not beside this clone"
)
@pytest.mark.parametrize("row", REAL, ids=lambda row: row["case_id"])
def test_it_counts_the_shared_vectors(row: dict[str, str]) -> None:
    calendar, tz = Calendar(row["territory"], good_friday=True), ZoneInfo(row["tz"])
    sent_at = datetime.fromisoformat(row["sent_at"])
    received_at = datetime.fromisoformat(row["received_at"])

    acpr = deadlines.count(Regime.ACPR, sent_at, received_at, calendar, tz)
    amf = deadlines.count(Regime.AMF, sent_at, received_at, calendar, tz)

    assert acpr.starts_on.isoformat() == row["start_date_local"]
    assert acpr.received_on.isoformat() == row["received_date_local"]
    assert acpr.acknowledge_by.isoformat() == row["ack_deadline"]
    assert acpr.answer_by.isoformat() == row["final_deadline"]
    assert acpr.late_on_arrival == row["late_on_arrival"]
    assert acpr.acknowledge_by.isoformat() != row["ack_deadline_10_ouvres_info"]
    # The columns that count from reception are for information: no regime does.
    assert amf == acpr


def test_it_refuses_an_instant_without_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        deadlines.day_of_sending(datetime(2026, 11, 23), PARIS)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (date(2026, 12, 4), ""),
        (date(2026, 12, 5), "ack"),
        (date(2027, 1, 23), "ack"),
        (date(2027, 1, 24), "ack+final"),
    ],
)
def test_it_says_what_was_late_on_arrival(received: date, late: str) -> None:
    acknowledge, answer = date(2026, 12, 4), date(2027, 1, 23)

    assert deadlines.late_on_arrival(received, acknowledge, answer) == late


def test_it_never_starts_after_reception() -> None:
    received = datetime(2026, 11, 23, 9, tzinfo=UTC)
    tomorrow = datetime(2026, 11, 24, 9, tzinfo=UTC)

    assert starts_at(Regime.ACPR, tomorrow, received) == received
    assert starts_at(Regime.ACPR, None, received) == received


@pytest.mark.parametrize(
    ("sent", "credible"),
    [
        ((2026, 11, 23, 8), True),
        ((2026, 11, 23, 9, 20), True),
        ((2026, 11, 24, 8), False),
        ((2024, 1, 1, 8), False),
    ],
)
def test_it_doubts_a_date_of_the_future_or_of_long_ago(
    sent: tuple[int, int, int], credible: bool
) -> None:
    received = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert is_credible(datetime(*sent, tzinfo=UTC), received) is credible


def test_it_closes_the_mediator_after_a_year() -> None:
    assert deadlines.mediator_until(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 11, 23), 10),
        (date(2026, 12, 1), 3),
        (date(2026, 12, 3), 1),
        (date(2026, 12, 4), 0),
        (date(2026, 12, 5), -1),
        (date(2026, 12, 6), -1),
        (date(2026, 12, 7), -2),
    ],
)
def test_it_says_how_many_days_are_left(today: date, left: int) -> None:
    assert deadlines.days_left(today, date(2026, 12, 4), FRANCE) == left


def test_it_is_late_the_sunday_after_a_saturday() -> None:
    assert deadlines.days_left(date(2026, 11, 22), date(2026, 11, 21), FRANCE) == -1


def test_it_reminds_three_and_one_working_days_before() -> None:
    deadline = date(2026, 11, 13)

    assert deadlines.working_days_before(deadline, 1, FRANCE) == date(2026, 11, 12)
    assert deadlines.working_days_before(deadline, 3, FRANCE) == date(2026, 11, 9)
    assert deadlines.last_safe_day(deadline, FRANCE) == date(2026, 11, 12)


def test_it_brings_a_day_off_back_to_the_last_working_day() -> None:
    assert deadlines.last_working_day(date(2026, 12, 25), FRANCE) == date(2026, 12, 24)
    assert deadlines.last_working_day(date(2026, 12, 26), FRANCE) == date(2026, 12, 26)


def test_it_explains_the_count_day_by_day() -> None:
    days = deadlines.explain(date(2026, 7, 13), FRANCE)

    assert [day.number for day in days] == [0, 0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 9, 10]
    assert days[1].reason == "Fête nationale (C. trav. L.3133-1, 7°)"
    assert days[6].reason == "Sunday"
    assert days[-1].day == deadlines.acknowledge_by(date(2026, 7, 13), FRANCE)
