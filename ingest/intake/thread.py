"""Does this message belong to a complaint we have?

A mail joins a file only when it answers one of our letters, which its HMAC proves, and its
sender is a party of that file already. Whatever proves less is only suggested to a person:
a forged sender with a guessed reference must not read or steer another's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.reading.understood import Understood
from models.complaints.register import find_by_reference, standing_for
from models.letters.identifiers import read_message_id
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Party
from models.rows.letter import Letter
from models.store.service import Service

_REFERENCE = re.compile(r"\bD-[0-9A-Z]{6}\b|\b20\d\d-\d{4,6}\b", re.IGNORECASE)


def answered_complaint(
    session: Session, service: Service, tenant_id: UUID, said: Understood
) -> Complaint | None:
    """The complaint whose letter this message answers, by the signed Message-ID."""
    for letter_id in _letters(service, tenant_id, said):
        letter = session.get(Letter, (tenant_id, letter_id))
        if letter is not None and letter.complaint_id is not None:
            key = (tenant_id, letter.complaint_id)
            return standing_for(session, session.get_one(Complaint, key))
    return None


def is_party(session: Session, complaint: Complaint, email: str) -> bool:
    """Whether an address belongs to this file already."""
    if not email:
        return False
    if email.lower() == complaint.complainant_email.lower():
        return True
    known = select(Party.id).where(
        Party.tenant_id == complaint.tenant_id,
        Party.complaint_id == complaint.id,
        func.lower(Party.email) == email.lower(),
    )
    return session.scalars(known).first() is not None


def named_complaint(
    session: Session, tenant_id: UUID, said: Understood
) -> Complaint | None:
    """A complaint whose reference or number the subject names; only ever a suggestion."""
    for found in _REFERENCE.finditer(said.subject):
        complaint = find_by_reference(session, tenant_id, found[0])
        if complaint is not None:
            return complaint
    return None


def _letters(service: Service, tenant_id: UUID, said: Understood) -> Iterator[UUID]:
    for value in dict.fromkeys((said.in_reply_to, *said.references)):
        letter_id = read_message_id(service.mail_key, value, tenant_id)
        if letter_id is not None:
            yield letter_id
