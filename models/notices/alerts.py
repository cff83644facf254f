"""Thresholds at which a deadline is told again: pure tables, the most urgent reached counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.law.calendar import Calendar
from models.law.deadlines import days_left, last_working_day
from models.letters.notice_text import NoticeKind

# Nobody is told at night, on a Sunday or on a holiday (the cabinet's own clock).
OPENS, CLOSES = time(8), time(20)
# Working days left of the ten (half of them, then fewer), the most urgent first.
ACK_LEFT = (
    (0, NoticeKind.ACK_LAST),
    (1, NoticeKind.ACK_D1),
    (3, NoticeKind.ACK_D3),
    (5, NoticeKind.ACK_D5),
)
# Calendar days left of the two months, the most urgent first.
ANSWER_LEFT = (
    (2, NoticeKind.ANSWER_D2),
    (7, NoticeKind.ANSWER_D7),
    (15, NoticeKind.ANSWER_D15),
    (30, NoticeKind.ANSWER_D30),
)
# An answer that is late is told on so many working days, then once a week.
DAILY = 5
# How far ahead a deadline may be of which something is told. Five working days never
# take more calendar days than the first.
ACK_AHEAD, ANSWER_AHEAD = timedelta(days=14), timedelta(days=30)
ACK_KINDS = frozenset({NoticeKind.ACK_LATE, *(kind for _, kind in ACK_LEFT)})
ANSWER_KINDS = frozenset(
    {
        NoticeKind.ANSWER_LATE,
        NoticeKind.ANSWER_LAST,
        *(kind for _, kind in ANSWER_LEFT),
    }
)


@dataclass(frozen=True)
class Alert:
    """A threshold that is reached; `turn` tells one reminder of what is late from the next."""

    kind: NoticeKind
    turn: date | None = None

    def key(self, complaint_id: object, deadline: date) -> str:
        """The key under which it is told once: a deadline that changes arms its thresholds again."""
        parts = [complaint_id, deadline, *([self.turn] if self.turn else [])]
        return ":".join(map(str, parts))


def is_telling_time(here: datetime, calendar: Calendar) -> bool:
    """A working day between eight and twenty; `here` is on the cabinet's clock."""
    return calendar.is_working_day(here.date()) and OPENS <= here.time() < CLOSES


def acknowledgement_alert(
    today: date, deadline: date, calendar: Calendar
) -> Alert | None:
    """The alert that a working day arms for an acknowledgement that is owed; each one once late."""
    if today > deadline:
        return Alert(NoticeKind.ACK_LATE, today)
    left = days_left(today, deadline, calendar)
    reached = (kind for most, kind in ACK_LEFT if left <= most)
    kind = next(reached, None)
    return Alert(kind) if kind else None


def answer_alert(today: date, deadline: date, calendar: Calendar) -> Alert | None:
    """The alert that a working day arms for an answer that is owed; five days once late, then weekly."""
    if today > deadline:
        return _late_answer(today, deadline, calendar)
    if today >= last_working_day(deadline, calendar):
        return Alert(NoticeKind.ANSWER_LAST)
    left = (deadline - today).days
    reached = (kind for most, kind in ANSWER_LEFT if left <= most)
    kind = next(reached, None)
    return Alert(kind) if kind else None


def _late_answer(today: date, deadline: date, calendar: Calendar) -> Alert | None:
    if calendar.working_days_between(deadline, today) <= DAILY:
        return Alert(NoticeKind.ANSWER_LATE, today)
    # The first working day of a week tells for its Monday; a week that began within the
    # five days has been told of.
    monday = today - timedelta(days=today.weekday())
    if calendar.working_days_between(deadline, monday) <= DAILY:
        return None
    return Alert(NoticeKind.ANSWER_LATE, monday)
