"""Reminders to a cabinet for today: drafts, deadlines close by, mailboxes in trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models.complaints.legal_dates import calendar_of, today_of
from models.complaints.search import owes_acknowledgement
from models.law.calendar import Calendar
from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.mail.notify import Subject
from models.notices import alerts
from models.notices.alerts import Alert
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterState, Notice
from models.rows.mailbox import Health, Mailbox
from models.rows.tenant import Tenant

# A mailbox that answers nothing may come back by itself; one that refuses us does not.
UNREACHABLE_AFTER = timedelta(hours=4)
# A letter of which nobody knows whether it left is told again after so many working days.
UNSETTLED = (2, 5)


@dataclass(frozen=True)
class Clock:
    """One of the two legal deadlines: its column, while it is owed, and what a day tells of it."""

    name: str
    is_pending: ColumnElement[bool]
    ahead: timedelta
    alert: Callable[[date, date, Calendar], Alert | None]


def _clocks() -> tuple[Clock, Clock]:
    unanswered = Complaint.answered_on.is_(None)
    return (
        Clock(
            "acknowledge_by",
            owes_acknowledgement(),
            alerts.ACK_AHEAD,
            alerts.acknowledgement_alert,
        ),
        Clock("answer_by", unanswered, alerts.ANSWER_AHEAD, alerts.answer_alert),
    )


def remind(session: Session, tenant: Tenant, at: datetime) -> int:
    """Write down what must be told now, each thing once; returns how many are new."""
    found = [
        *_remind_of_unknown(session, tenant, at),
        *_drafts(session),
        *_mailboxes(session, at),
    ]
    return _deadlines(session, tenant, at) + sum(found)


def _deadlines(session: Session, tenant: Tenant, at: datetime) -> int:
    """The most urgent threshold of each deadline, once: what was missed is not told late."""
    calendar, here = calendar_of(tenant), at.astimezone(ZoneInfo(tenant.time_zone))
    if not alerts.is_telling_time(here, calendar):
        return 0
    reached = [
        found
        for clock in _clocks()
        for found in _alerts(session, clock, here.date(), calendar)
    ]
    return notify.notify_all(session, tenant.id, reached)


def _alerts(
    session: Session, clock: Clock, today: date, calendar: Calendar
) -> Iterator[Subject]:
    column = getattr(Complaint, clock.name)
    owed = select(Complaint.id, column).where(
        Complaint.settled_at.is_(None),
        Complaint.closed_at.is_(None),
        column <= today + clock.ahead,
        clock.is_pending,
    )
    for complaint_id, deadline in session.execute(owed):
        alert = clock.alert(today, deadline, calendar)
        if alert is not None:
            yield Subject(alert.kind, alert.key(complaint_id, deadline), complaint_id)


def _remind_of_unknown(
    session: Session, tenant: Tenant, at: datetime
) -> Iterator[bool]:
    today, calendar = today_of(tenant, at), calendar_of(tenant)
    kind = NoticeKind.LETTER_UNKNOWN
    waiting = (
        select(Letter, func.min(Notice.created_at))
        .join(
            Notice,
            (Notice.tenant_id == Letter.tenant_id)
            & (Notice.complaint_id == Letter.complaint_id),
        )
        .where(Letter.state == LetterState.UNKNOWN, Notice.kind == kind)
        .where(Notice.subject_key.startswith(_subject()))
        .group_by(Letter.tenant_id, Letter.id)
    )
    for letter, first_told in session.execute(waiting).all():
        since = today_of(tenant, first_told)
        passed = calendar.working_days_between(since, today)
        for days in UNSETTLED:
            if passed >= days:
                key = f"{letter.id}:{letter.attempt}:d{days}"
                yield notify.notify(session, tenant.id, kind, key, letter.complaint_id)


def _subject() -> ColumnElement[str]:
    """Key with which the notices of a letter's last attempt begin (`models.sending.delivery`)."""
    return func.concat(Letter.id, ":", Letter.attempt, ":")


def _drafts(session: Session) -> Iterator[bool]:
    announced = exists().where(
        Notice.tenant_id == Complaint.tenant_id,
        Notice.complaint_id == Complaint.id,
        Notice.kind == NoticeKind.DRAFT_WAITING,
    )
    waiting = select(Complaint).where(
        Complaint.confirmed_at.is_(None), Complaint.settled_at.is_(None), ~announced
    )
    for draft in session.scalars(waiting).all():
        yield notify.notify(
            session, draft.tenant_id, NoticeKind.DRAFT_WAITING, str(draft.id), draft.id
        )


def _mailboxes(session: Session, at: datetime) -> Iterator[bool]:
    for box in session.scalars(select(Mailbox).where(Mailbox.active)).all():
        since = box.succeeded_at or box.created_at
        if box.health is Health.LOGIN_REFUSED or at - since > UNREACHABLE_AFTER:
            yield notify.notify(
                session,
                box.tenant_id,
                NoticeKind.MAILBOX_TROUBLE,
                f"{box.id}:{since.isoformat()}",
            )
