"""By when a complaint must be acknowledged and answered.

Recommendation ACPR 2024-R-02 and instruction AMF DOC-2012-07: an acknowledgement within ten
*jours ouvrables* and an answer within two months, both from the day the customer sent it. Nothing suspends
either, and neither moves when it falls on a Saturday, a Sunday or a holiday: the
prudent reading. A deadline day lasts until 23:59:59 on the cabinet's clock.
"""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.law.calendar import Calendar


class Regime(StrEnum):
    """Supervisor whose rules the answer follows."""

    ACPR = "acpr"
    AMF = "amf"


# ACPR (recommendation 2024-R-02) counts both delays from sending, AMF (DOC-2012-07) the answer's
# since 1 January 2024; nothing says from where its acknowledgement counts: earlier is safe.
_FROM_SENDING = frozenset({Regime.ACPR, Regime.AMF})
_OLDEST_CREDIBLE = timedelta(days=366)
# Clocks of senders run ahead of ours by minutes, or by an hour when their zone is wrong.
_CLOCK_AHEAD = timedelta(hours=1)


def starts_at(
    regime: Regime, sent_at: datetime | None, received_at: datetime
) -> datetime:
    """The instant that starts the clock, never later than reception.

    A sending date that is unknown or in the future of reception is reception.
    """
    if regime not in _FROM_SENDING or sent_at is None:
        return received_at
    return min(sent_at, received_at)


def is_credible(sent_at: datetime, received_at: datetime) -> bool:
    """Tell whether a sending date read in a mail can be trusted without a person's look."""
    age = received_at - sent_at
    return -_CLOCK_AHEAD <= age <= _OLDEST_CREDIBLE


ACKNOWLEDGE_WORKING_DAYS = 10
ANSWER_MONTHS = 2
MEDIATOR_MONTHS = 12


@dataclass(frozen=True)
class Deadlines:
    """The days of one complaint; `late_on_arrival` is "", "ack" or "ack+final"."""

    starts_on: date
    received_on: date
    acknowledge_by: date
    answer_by: date
    late_on_arrival: str


@dataclass(frozen=True)
class CountedDay:
    """One day of the count: its number, or 0 and why it does not count."""

    day: date
    number: int
    reason: str


def day_of_sending(sent_at: datetime, tz: ZoneInfo) -> date:
    """The calendar day of an instant on the cabinet's clock; it must have an offset."""
    if sent_at.tzinfo is None:
        raise ValueError("an instant without an offset has no day")
    return sent_at.astimezone(tz).date()


def acknowledge_by(sent_on: date, calendar: Calendar) -> date:
    """The tenth *jour ouvrable* strictly after the sending day."""
    return calendar.add_working_days(sent_on, ACKNOWLEDGE_WORKING_DAYS)


def answer_by(sent_on: date) -> date:
    """The same day two months later, or that month's last (counted as CPC art. 641)."""
    return add_months(sent_on, ANSWER_MONTHS)


def mediator_until(sent_on: date) -> date:
    """After this day the mediator may not look at it any more (C. conso L.612-2, 4°)."""
    return add_months(sent_on, MEDIATOR_MONTHS)


def late_on_arrival(received_on: date, acknowledge_by: date, answer_by: date) -> str:
    """Name the deadlines that had passed when it reached the broker: "", "ack", "ack+final"."""
    if received_on > answer_by:
        return "ack+final"
    return "ack" if received_on > acknowledge_by else ""


def count(
    regime: Regime,
    sent_at: datetime | None,
    received_at: datetime,
    calendar: Calendar,
    tz: ZoneInfo,
) -> Deadlines:
    """Every day of one complaint, from its two instants."""
    received_on = day_of_sending(received_at, tz)
    starts_on = day_of_sending(starts_at(regime, sent_at, received_at), tz)
    acknowledge, answer = acknowledge_by(starts_on, calendar), answer_by(starts_on)
    late = late_on_arrival(received_on, acknowledge, answer)
    return Deadlines(starts_on, received_on, acknowledge, answer, late)


def days_left(today: date, deadline: date, calendar: Calendar) -> int:
    """Working days after today up to the deadline; 0 on the last day, negative when late."""
    if deadline < today:
        return min(-1, calendar.working_days_between(today, deadline))
    return calendar.working_days_between(today, deadline)


def working_days_before(deadline: date, count: int, calendar: Calendar) -> date:
    """The day on which that many working days are left: D-3 and D-1 reminders."""
    return calendar.add_working_days(deadline, -count)


def last_working_day(deadline: date, calendar: Calendar) -> date:
    """The deadline itself, or the last working day before it: « à traiter avant le »."""
    if calendar.is_working_day(deadline):
        return deadline
    return calendar.add_working_days(deadline, -1)


def last_safe_day(acknowledge_by: date, calendar: Calendar) -> date:
    """The last day to send without a click: one working day stays for a second try."""
    return working_days_before(acknowledge_by, 1, calendar)


def explain(sent_on: date, calendar: Calendar) -> tuple[CountedDay, ...]:
    """The count of the acknowledgement day by day, from the sending day to the tenth."""
    days = [CountedDay(sent_on, 0, "sending day")]
    number, day = 0, sent_on
    while number < ACKNOWLEDGE_WORKING_DAYS:
        day += timedelta(days=1)
        works = calendar.is_working_day(day)
        number += works
        days.append(CountedDay(day, number * works, _why_not(day, calendar)))
    return tuple(days)


def add_months(day: date, months: int) -> date:
    """The same day number that many months later, or the last day of that month."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    last = gregorian.monthrange(year, month)[1]
    return date(year, month, min(day.day, last))


def _why_not(day: date, calendar: Calendar) -> str:
    holiday = calendar.holiday(day)
    if holiday:
        return f"{holiday.name} ({holiday.source})"
    return "" if calendar.is_working_day(day) else "Sunday"
