"""Complaints with fixed, readable values, and what stands in their history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from models.letters.identifiers import public_reference
from models.rows.base import new_id
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Party, PartyRole
from models.rows.history import Event
from models.store.session import TenantSession

SENT_AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def make_draft(session: TenantSession, **changes: Any) -> Complaint:
    """A draft of Jeanne Martin, sent on Monday 16 November 2026, received the day after."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "id": new_id(),
        "public_reference": public_reference(),
        "complainant_name": "Jeanne Martin",
        "complainant_email": "jeanne.martin@exemple.fr",
        "subject": "Sinistre non réglé",
        "body": "Mon sinistre n’est toujours pas réglé.",
        "sent_at": SENT_AT,
        "sent_on": date(2026, 11, 16),
        "received_at": datetime(2026, 11, 17, 8, tzinfo=UTC),
        "received_on": date(2026, 11, 17),
        "acknowledge_by": date(2026, 11, 27),
        "answer_by": date(2027, 1, 16),
    }
    complaint = Complaint(**values | changes)
    session.add(complaint)
    session.flush()
    return complaint


def make_complaint(session: TenantSession, **changes: Any) -> Complaint:
    """The same, confirmed."""
    number = f"2026-{new_id().hex[-6:]}"
    return make_draft(session, **{"confirmed_at": NOW, "number": number} | changes)


def make_party(
    session: TenantSession, complaint: Complaint, position: int, **changes: Any
) -> Party:
    """A person of the chain; the first is the complainant, as understood."""
    role = PartyRole.OTHER if position else PartyRole.COMPLAINANT
    party = Party(
        tenant_id=session.tenant_id,
        complaint_id=complaint.id,
        position=position,
        **{"role": role, "name": "Jeanne Martin", "email": ""} | changes,
    )
    session.add(party)
    session.flush()
    return party


def events(session: TenantSession, complaint: Complaint) -> list[Event]:
    mine = select(Event).where(Event.stream == complaint.id)
    return list(session.scalars(mine.order_by(Event.position)))


def kinds(session: TenantSession, complaint: Complaint) -> list[str]:
    return [event.kind for event in events(session, complaint)]
