"""Our own mails, account links and notices: the same machine sends them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from models.letters import envelope, identifiers
from models.letters.facts import Address, Text
from models.rows.base import new_id
from models.rows.letter import Letter, LetterKind, LetterState
from models.store.service import Service

SIGNED = "ReclamPro"


def plan_mail(
    session: Session,
    service: Service,
    tenant_id: UUID,
    kind: LetterKind,
    recipient: str,
    text: Text,
) -> Letter:
    """Plan our own mail to one person, in the caller's transaction; the workers send it."""
    letter_id, sender = new_id(), service.settings.notices_from
    key, domain = service.mail_key, service.settings.mail_domain
    message_id = identifiers.message_id(key, letter_id, tenant_id, domain)
    letter = Letter(
        id=letter_id,
        tenant_id=tenant_id,
        kind=kind,
        state=LetterState.PLANNED,
        recipient=recipient.strip(),
        envelope_from=sender,
        header_message_id=message_id,
        subject=text.subject,
        body=text.body,
        content=envelope.build(
            text,
            sender=Address(SIGNED, sender),
            recipient=recipient.strip(),
            message_id=message_id,
            date=datetime.now(UTC),
            automatic=True,
            generated=True,
            loop=identifiers.loop_mark(key, message_id),
        ),
    )
    session.add(letter)
    return letter
