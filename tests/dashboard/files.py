"""Drafts, complaints and letters to click on, in a cabinet of the cast."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.complaints.legal_dates import calendar_of
from models.law.deadlines import acknowledge_by, answer_by
from models.rows.base import new_id
from models.rows.complaint import Complaint
from models.rows.history import Event
from models.rows.letter import Letter, LetterState
from models.rows.tenant import Tenant
from models.sending.acknowledgement import Facts, plan
from models.store.session import TenantSession
from tests.cast import Person
from tests.models.complaints import scene

NOWHERE = UUID(int=0)


def add_draft(person: Person, **changes: Any) -> Complaint:
    """A draft of Jeanne Martin in this person's cabinet, its letter planned."""
    return _add(person, scene.make_draft, changes)


def add_complaint(person: Person, **changes: Any) -> Complaint:
    """The same, confirmed."""
    return _add(person, scene.make_complaint, changes)


def add_letter(
    person: Person, complaint: Complaint, state: LetterState = LetterState.HELD
) -> UUID:
    """Its acknowledgement, put into a state; returns its id."""
    with person.db() as session:
        letter = plan(session, person.service, complaint, Facts(allowed=False))
        letter.state = state
        session.flush()
        return letter.id


def read(person: Person, complaint: Complaint) -> Complaint:
    """The complaint as it is now."""
    with person.db() as session:
        found: Complaint = session.get_one(Complaint, (person.tenant_id, complaint.id))
        return found


def kinds(person: Person, complaint: Complaint) -> list[str]:
    """Kinds of its history, oldest first."""
    with person.db() as session:
        mine = select(Event.kind).where(Event.stream == complaint.id)
        return list(session.scalars(mine.order_by(Event.position)))


def letter_of(person: Person, letter_id: UUID) -> Letter:
    with person.db() as session:
        found: Letter = session.get_one(Letter, (person.tenant_id, letter_id))
        return found


def _add(person: Person, make: Any, changes: dict[str, Any]) -> Complaint:
    with person.db() as session:
        made: Complaint = make(session, **{"id": new_id()} | changes)
        _count(session, made, changes)
        return made


def _count(session: TenantSession, made: Complaint, changes: dict[str, Any]) -> None:
    """Deadlines that agree with the days, unless the test says otherwise."""
    tenant = session.get_one(Tenant, made.tenant_id)
    if "acknowledge_by" not in changes:
        made.acknowledge_by = acknowledge_by(made.sent_on, calendar_of(tenant))
    if "answer_by" not in changes:
        made.answer_by = answer_by(made.sent_on)
