"""Finding complaints: by words or numbers, by state, the nearest deadline first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.base.folding import number_pattern, patterns
from models.rows.complaint import ORAL_CHANNELS, Complaint, Status
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState

PAGE_SIZE = 25


@dataclass(frozen=True)
class Wanted:
    """Query of a person; `state` is a key of STATES."""

    words: str = ""
    state: str = "open"
    assigned_to: UUID | None = None
    page: int = 1


@dataclass(frozen=True)
class Line:
    """A complaint of a list, with its nearest deadline (None once nothing is due)."""

    complaint: Complaint
    due_on: date | None
    owes_acknowledgement: bool


@dataclass(frozen=True)
class Found:
    """One page of a search."""

    lines: list[Line]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def is_confirmed() -> ColumnElement[bool]:
    return and_(Complaint.confirmed_at.is_not(None), Complaint.settled_at.is_(None))


def is_draft() -> ColumnElement[bool]:
    return and_(Complaint.confirmed_at.is_(None), Complaint.settled_at.is_(None))


def has_number() -> ColumnElement[bool]:
    """It stands in the register: a number that was given keeps its line, annulled or not."""
    return Complaint.number.is_not(None)


def owes_acknowledgement() -> ColumnElement[bool]:
    """No acknowledgement is known to have left, by us or otherwise, nor an answer in time."""
    left = select(Letter.id).where(
        Letter.tenant_id == Complaint.tenant_id,
        Letter.complaint_id == Complaint.id,
        Letter.kind.in_(ACKNOWLEDGING),
        Letter.state == LetterState.ACCEPTED,
    )
    return and_(
        Complaint.settled_at.is_(None),
        Complaint.acknowledged_on.is_(None),
        Complaint.answered_on.is_(None),
        # The person is invited to write instead; the writing is acknowledged.
        Complaint.channel.not_in(ORAL_CHANNELS),
        ~left.exists(),
    )


def due_on() -> ColumnElement[date | None]:
    """The nearest day something is owed on; NULL once answered or settled."""
    return case(
        (Complaint.settled_at.is_not(None), None),
        (Complaint.answered_on.is_not(None), None),
        (owes_acknowledgement(), Complaint.acknowledge_by),
        else_=Complaint.answer_by,
    )


def _status(status: Status) -> ColumnElement[bool]:
    return and_(is_confirmed(), Complaint.status == status)


def _states(today: date) -> dict[str, ColumnElement[bool]]:
    """Every filter of the list, by its code."""
    unfinished = Complaint.status.not_in((Status.RESOLVED, Status.CLOSED))
    return {
        "open": and_(is_confirmed(), unfinished),
        "all": or_(is_confirmed(), has_number()),
        "any": Complaint.attached_to.is_(None),
        "draft": is_draft(),
        "overdue": and_(Complaint.settled_at.is_(None), due_on() < today),
        "dismissed": Complaint.dismissed_reason != "",
        **{status.value: _status(status) for status in Status},
    }


STATES = tuple(_states(date.min))


def matches(words: str, table: type[Complaint] = Complaint) -> ColumnElement[bool]:
    """Every word is found, or the whole reads as one number however it is spaced."""
    like = [table.search_text.like(p, escape="\\") for p in patterns(words)]
    number = number_pattern(words)
    ways = [and_(*like)]
    if number:
        ways.append(table.search_text.like(number, escape="\\"))
    return or_(*ways)


def search(session: Session, tenant_id: UUID, wanted: Wanted, today: date) -> Found:
    """One page of the complaints wanted, the nearest deadline first."""
    chosen = _select_chosen(tenant_id, wanted, today)
    total = session.scalars(select(func.count()).select_from(chosen.subquery())).one()
    page = max(1, min(wanted.page, -(-total // PAGE_SIZE)))
    rows = session.execute(
        chosen.order_by(due_on().asc().nulls_last(), Complaint.sent_at.desc())
        .order_by(Complaint.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Found([Line(*row) for row in rows], total, page)


def count_states(session: Session, tenant_id: UUID, today: date) -> dict[str, int]:
    """Count the complaints that each filter would show, for the tabs."""
    counts = [
        func.count().filter(condition).label(code)
        for code, condition in _states(today).items()
    ]
    mine = select(*counts).where(Complaint.tenant_id == tenant_id)
    return dict(session.execute(mine).mappings().one())


def _select_chosen(
    tenant_id: UUID, wanted: Wanted, today: date
) -> Select[Complaint, date | None, bool]:
    states = _states(today)
    chosen = select(Complaint, due_on(), owes_acknowledgement()).where(
        Complaint.tenant_id == tenant_id,
        states.get(wanted.state, states["open"]),
    )
    if wanted.assigned_to:
        chosen = chosen.where(Complaint.assigned_to == wanted.assigned_to)
    if wanted.words.strip():
        chosen = chosen.where(_is_found(tenant_id, wanted.words))
    return chosen


def _is_found(tenant_id: UUID, words: str) -> ColumnElement[bool]:
    # A draft that was attached is found as the complaint that stands for it.
    draft = aliased(Complaint)
    joined = select(draft.attached_to).where(
        draft.tenant_id == tenant_id,
        draft.attached_to.is_not(None),
        matches(words, draft),
    )
    return or_(matches(words), Complaint.id.in_(joined))
