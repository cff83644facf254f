"""Words between colleagues, and who takes care of a complaint."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.errors import Refused
from models.complaints.work import Work, changing
from models.rows.base import new_id
from models.rows.complaint import Complaint, Note
from models.rows.event_kinds import EventKind
from models.rows.user import Role, User

LONGEST = 10_000


def add_note(work: Work, complaint: Complaint, words: str) -> Note:
    """Keep a colleague's words; raises Refused for none or too many."""
    words = words.strip().replace("\0", "")
    if not words:
        raise Refused("La note est vide.")
    if len(words) > LONGEST:
        raise Refused("La note dépasse 10 000 caractères.")
    note = keep_note(work, complaint, words)
    work.record(complaint, EventKind.COMPLAINT_NOTED, note=note.id)
    return note


def keep_note(work: Work, complaint: Complaint, words: str) -> Note:
    """Write the words down; the caller says in the history what they are."""
    note = Note(
        tenant_id=complaint.tenant_id,
        id=new_id(),
        complaint_id=complaint.id,
        author_id=work.actor_id,
        text=words.strip(),
    )
    work.session.add(note)
    return note


def list_notes(session: Session, complaint: Complaint) -> list[Note]:
    """Every note, the oldest first."""
    return list(
        session.scalars(
            select(Note)
            .where(
                Note.tenant_id == complaint.tenant_id,
                Note.complaint_id == complaint.id,
            )
            .order_by(Note.created_at, Note.id)
        )
    )


def list_assignable(session: Session, tenant_id: UUID) -> list[User]:
    """The people of the cabinet who may work on a complaint."""
    able = select(User).where(
        User.tenant_id == tenant_id, User.active, User.role != Role.READER
    )
    return list(session.scalars(able.order_by(User.name)))


def assign(work: Work, complaint: Complaint, user_id: UUID | None) -> None:
    """Give the complaint to a colleague, or to nobody; raises Refused, StaleVersion.

    A letter that has not left names who is in charge, and is decided again.
    """
    able = {user.id for user in list_assignable(work.session, complaint.tenant_id)}
    if user_id is not None and user_id not in able:
        raise Refused("Cette personne ne peut pas traiter de réclamation.")
    with changing(work, complaint):
        old, complaint.assigned_to = complaint.assigned_to, user_id
        work.record(
            complaint, EventKind.COMPLAINT_ASSIGNED, **{"from": old, "to": user_id}
        )
        work.touch_letter(complaint)


def record_invitation(work: Work, complaint: Complaint, on: date) -> None:
    """Say that the person was invited to write down an oral complaint (2024-R-02)."""
    if on > work.today_of(complaint):
        raise Refused("La date de l’invitation est dans le futur.")
    with changing(work, complaint):
        complaint.invited_on = on
        work.record(complaint, EventKind.COMPLAINT_INVITED_TO_WRITE, on=on)
