"""An overdue deadline is told again, on working days, each time once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from models.notices.digest import gather
from models.notices.reminders import remind
from models.rows.complaint import Complaint
from models.rows.letter import Letter, Notice
from models.rows.tenant import Tenant
from models.rows.user import User
from tests.lettering import PARIS, LetterDesk
from tests.workers.remind.test_remind import SENT, _make_held

# At night, in the morning, again after a restart, in the evening.
HOURS = (time(3), time(8), time(8, 3), time(15, 30), time(21))
Told = list[tuple[str, str]]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))


def _walk(desk: LetterDesk, days: Iterable[date]) -> Told:
    """Run the reminders through these days; (day, kind) of each deadline told."""
    alerts: Told = []
    for day in days:
        for hour in HOURS:
            alerts += _at(desk, datetime.combine(day, hour, PARIS))
    return alerts


def _at(desk: LetterDesk, moment: datetime) -> Told:
    kinds = select(Notice.kind)
    with desk.db() as session:
        before = session.scalars(kinds).all()
        remind(session, session.get_one(Tenant, desk.tenant_id), moment)
        new = session.scalars(kinds).all()[len(before) :]
    at = f"{moment:%d/%m}"
    return [(at, kind) for kind in new if kind.startswith(("ack_", "answer_"))]


def _acknowledge(desk: LetterDesk, on: date) -> None:
    with desk.db() as session:
        session.execute(update(Complaint).values(acknowledged_on=on))


def test_it_tells_two_months_and_what_follows(desk: LetterDesk) -> None:
    _make_held(desk)

    alerts = _walk(desk, _days(date(2026, 11, 2), date(2026, 11, 18)))
    _acknowledge(desk, date(2026, 11, 18))
    alerts += _walk(desk, _days(date(2026, 11, 19), date(2027, 1, 27)))

    # The 11th is a holiday, the 15th a Sunday; 1 January is a holiday, the 2nd a Saturday.
    assert alerts == [
        ("07/11", "ack_d5"),
        ("10/11", "ack_d3"),
        ("13/11", "ack_d1"),
        ("14/11", "ack_last"),
        ("16/11", "ack_late"),
        ("17/11", "ack_late"),
        ("18/11", "ack_late"),
        ("03/12", "answer_d30"),
        ("18/12", "answer_d15"),
        ("26/12", "answer_d7"),
        ("31/12", "answer_d2"),
        ("02/01", "answer_last"),
        *((f"{day:02}/01", "answer_late") for day in (4, 5, 6, 7, 8, 11, 18, 25)),
    ]


def test_a_week_that_begins_with_a_holiday_is_told_on_its_first_working_day(
    desk: LetterDesk,
) -> None:
    _make_held(desk)
    with desk.db() as session:
        days = {"acknowledged_on": SENT, "answer_by": date(2027, 3, 10)}
        session.execute(update(Complaint).values(**days))

    # Easter Monday is 29 March 2027.
    alerts = _walk(desk, _days(date(2027, 3, 22), date(2027, 4, 5)))

    assert [day for day, _ in alerts] == ["22/03", "30/03", "05/04"]


def test_after_an_outage_only_the_most_urgent_is_told(desk: LetterDesk) -> None:
    _make_held(desk)

    first = _walk(desk, [date(2026, 11, 14)])
    _acknowledge(desk, date(2026, 11, 14))
    second = _walk(desk, [date(2026, 12, 28), date(2027, 1, 8)])

    assert first == [("14/11", "ack_last")]
    assert second == [("28/12", "answer_d7"), ("08/01", "answer_late")]


def test_a_deadline_that_changes_is_told_anew(desk: LetterDesk) -> None:
    _make_held(desk)
    _walk(desk, [date(2026, 11, 13)])
    with desk.db() as session:
        later = {"acknowledge_by": date(2026, 11, 16)}
        session.execute(update(Complaint).values(**later))

    alerts = _walk(desk, [date(2026, 11, 13), date(2026, 11, 14)])

    assert alerts == [("13/11", "ack_d3"), ("14/11", "ack_d1")]


def test_what_nobody_could_be_told_of_is_told_once_in_the_end(desk: LetterDesk) -> None:
    _make_held(desk)
    with desk.db() as session:
        session.execute(update(User).values(active=False))
        session.execute(update(Tenant).values(contact_email=""))
    for day in (13, 14, 16, 17):
        _walk(desk, [date(2026, 11, day)])
        _gather(desk)
    with desk.db() as session:
        session.execute(update(User).values(active=True))

    [letter] = _gather(desk)

    assert letter.body.count("ACCUSÉ DE RÉCEPTION EN RETARD") == 1
    assert "DERNIER JOUR" not in letter.body
    with desk.db() as session:
        assert not session.scalars(
            select(Notice).where(Notice.letter_id.is_(None))
        ).all()


def _gather(desk: LetterDesk) -> list[Letter]:
    with desk.db() as session:
        tenant = session.get_one(Tenant, desk.tenant_id)
        letters = gather(session, desk.service, tenant)
        session.flush()
        return letters
