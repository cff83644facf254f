"""Figures of the first page: how much waits, what is late, which deadlines are nearest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.complaints.search import Line, due_on, owes_acknowledgement
from models.law.calendar import Calendar
from models.rows.complaint import Complaint, Status
from models.rows.letter import ACKNOWLEDGING, Letter, LetterKind, LetterState

SOON_WORKING_DAYS = 3


@dataclass(frozen=True)
class Overview:
    """Numbers of one cabinet on one day."""

    drafts: int
    overdue: int
    soon: int
    held_letters: int
    uncertain_letters: int
    open: int


def overview(
    session: Session, tenant_id: UUID, today: date, calendar: Calendar
) -> Overview:
    """Count what waits; `soon` is what is due within three working days, today included."""
    horizon = calendar.add_working_days(today, SOON_WORKING_DAYS)
    unsettled, draft = Complaint.settled_at.is_(None), Complaint.confirmed_at.is_(None)
    unfinished = Complaint.status.not_in((Status.RESOLVED, Status.CLOSED))
    due = due_on()
    counts = session.execute(
        select(
            func.count().filter(draft),
            func.count().filter(due < today),
            func.count().filter(and_(due >= today, due <= horizon)),
            func.count().filter(and_(~draft, unfinished)),
        ).where(Complaint.tenant_id == tenant_id, unsettled)
    ).one()
    held, uncertain = _letters(session, tenant_id)
    return Overview(
        drafts=counts[0],
        overdue=counts[1],
        soon=counts[2],
        open=counts[3],
        held_letters=held,
        uncertain_letters=uncertain,
    )


def nearest(session: Session, tenant_id: UUID, limit: int = 8) -> list[Line]:
    """The complaints and drafts whose deadline comes first, the late ones before all."""
    due = due_on()
    rows = session.execute(
        select(Complaint, due, owes_acknowledgement())
        .where(Complaint.tenant_id == tenant_id, due.is_not(None))
        .order_by(due, Complaint.id)
        .limit(limit)
    )
    return [Line(*row) for row in rows]


def letters_to_settle(
    session: Session, tenant_id: UUID, limit: int = 20
) -> list[tuple[Letter, Complaint]]:
    """Acknowledgements that went astray, the uncertain ones first, then those held back."""
    astray = (LetterState.UNKNOWN, LetterState.REFUSED, LetterState.BOUNCED)
    held = Letter.state == LetterState.HELD
    rows = session.execute(
        select(Letter, Complaint)
        .join(
            Complaint,
            and_(
                Complaint.tenant_id == Letter.tenant_id,
                Complaint.id == Letter.complaint_id,
            ),
        )
        .where(
            Letter.tenant_id == tenant_id,
            _is_current(),
            Letter.state.in_(astray) | held,
            Complaint.settled_at.is_(None),
        )
        .order_by((Letter.state == LetterState.UNKNOWN).desc(), held)
        .order_by(Complaint.acknowledge_by, Letter.created_at)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def _is_current() -> ColumnElement[bool]:
    """The letter that is decided: a receipt followed by an acknowledgement is the past."""
    second = aliased(Letter)
    followed = exists().where(
        second.tenant_id == Letter.tenant_id,
        second.complaint_id == Letter.complaint_id,
        second.kind == LetterKind.ACKNOWLEDGEMENT,
        Letter.kind == LetterKind.RECEIPT,
    )
    return and_(Letter.kind.in_(ACKNOWLEDGING), ~followed)


def _letters(session: Session, tenant_id: UUID) -> tuple[int, int]:
    """Count the acknowledgements that wait for a click, and those that may or may not have left."""
    open_one = or_(Complaint.id.is_(None), Complaint.settled_at.is_(None))
    counts = session.execute(
        select(
            func.count().filter(Letter.state == LetterState.HELD),
            func.count().filter(Letter.state == LetterState.UNKNOWN),
        )
        .select_from(Letter)
        .outerjoin(
            Complaint,
            and_(
                Complaint.tenant_id == Letter.tenant_id,
                Complaint.id == Letter.complaint_id,
            ),
        )
        .where(
            Letter.tenant_id == tenant_id,
            _is_current(),
            open_one,
        )
    ).one()
    return counts[0], counts[1]
