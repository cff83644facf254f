"""Words between colleagues, and who takes care of a complaint."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.complaints import acknowledgement
from models.complaints.changing import changing, tell
from models.complaints.complaint import Complaint, Note
from models.errors import Refused
from models.service import Service
from models.tenants.user import Role, User

LONGEST = 10_000


def add_note(
    session: Session, complaint: Complaint, words: str, actor_id: UUID
) -> Note:
    """Keep a colleague's words; raises Refused for none or too many."""
    words = words.strip().replace("\0", "")
    if not words:
        raise Refused("La note est vide.")
    if len(words) > LONGEST:
        raise Refused("La note dépasse 10 000 caractères.")
    note = Note(
        tenant_id=complaint.tenant_id,
        complaint_id=complaint.id,
        author_id=actor_id,
        text=words,
    )
    session.add(note)
    session.flush()
    tell(session, complaint, "noted", actor_id, note=note.id)
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


def assign(
    session: Session,
    service: Service,
    complaint: Complaint,
    user_id: UUID | None,
    actor_id: UUID,
    *,
    seen: int | None = None,
) -> None:
    """Give the complaint to a colleague, or to nobody; raises Refused, StaleVersion.

    A letter that has not left names who is in charge, and is written again.
    """
    able = {user.id for user in list_assignable(session, complaint.tenant_id)}
    if user_id is not None and user_id not in able:
        raise Refused("Cette personne ne peut pas traiter de réclamation.")
    with changing(session, complaint, seen):
        old, complaint.assigned_to = complaint.assigned_to, user_id
        told = {"from": old, "to": user_id}
        tell(session, complaint, "assigned", actor_id, **told)
        acknowledgement.redecide(session, service, complaint, actor_id)


def tell_invited(
    session: Session,
    complaint: Complaint,
    on: date,
    actor_id: UUID,
    *,
    today: date,
    seen: int | None = None,
) -> None:
    """Say that the person was invited to write down an oral complaint (2024-R-02)."""
    if on > today:
        raise Refused("La date de l’invitation est dans le futur.")
    with changing(session, complaint, seen):
        complaint.invited_on = on
        tell(session, complaint, "invited_to_write", actor_id, on=on)
