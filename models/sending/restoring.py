"""After the database went back to a backup: what may have left already waits for a person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState
from models.rows.tenant import Tenant
from models.sending import delivery
from models.sending.acknowledgement import redecide
from models.store.service import Service
from models.store.session import tenant_transaction

logger = logging.getLogger(__name__)
REASON = "restored"
_LEAVING = (LetterState.PLANNED, LetterState.REFUSED_FOR_NOW)
_WAITING = (*_LEAVING, LetterState.HELD)


def hold_every_cabinet(service: Service) -> int:
    """Hold what waits to leave, and what a listing will bring again; how many cabinets."""
    with service.clock.connect() as connection:
        ids = list(connection.scalars(select(Tenant.id)))
    for tenant_id in ids:
        with tenant_transaction(service.app, tenant_id) as session:
            hold_cabinet(session, service, tenant_id)
    return len(ids)


def hold_cabinet(session: Session, service: Service, tenant_id: UUID) -> None:
    """Hold every letter of a cabinet that has not left as far as the database knows.

    From here on the policy holds the letter of each mail that had come before this moment.
    """
    tenant = session.get_one(Tenant, tenant_id, with_for_update=True)
    tenant.restored_at = now()
    record(session, tenant_id, tenant_id, EventKind.TENANT_RESTORED)
    _free_claimed(session)
    letters = session.scalars(
        select(Letter).where(Letter.state.in_(_WAITING)).with_for_update()
    ).all()
    for letter in letters:
        if letter.kind in ACKNOWLEDGING:
            letter.facts[REASON] = True
            flag_modified(letter, "facts")
        elif letter.state in _LEAVING:
            delivery.give_back(
                session, letter, LetterState.HELD, REASON, records_event=False
            )
    session.flush()
    _decide_again(session, service, letters, None)


def release_cabinet(
    session: Session,
    service: Service,
    tenant: Tenant,
    actor_id: UUID | None,
    *,
    let_go: bool,
) -> int:
    """End the holding; says how many letters it had held.

    `let_go`: they are decided as if nothing had happened. Otherwise each keeps waiting for
    its own click, and only what comes from now on leaves by itself.
    """
    tenant.restored_at = None
    held = session.scalars(
        select(Letter).where(Letter.state == LetterState.HELD).with_for_update()
    ).all()
    letters = [
        message
        for message in held
        if REASON in message.facts or message.reason == REASON
    ]
    record(
        session,
        tenant.id,
        tenant.id,
        EventKind.TENANT_RESTORE_RELEASED,
        actor_id=actor_id,
        let_go=let_go,
        letters=len(letters),
    )
    for letter in letters:
        if letter.kind not in ACKNOWLEDGING:
            delivery.give_back(
                session, letter, LetterState.PLANNED, "", records_event=False
            )
        elif let_go:
            del letter.facts[REASON]
            flag_modified(letter, "facts")
    session.flush()
    _decide_again(session, service, letters, actor_id)
    return len(letters)


def count_held(session: Session) -> int:
    """Letters to customers that wait because the database went back."""
    held = select(Letter.id).where(
        Letter.state == LetterState.HELD,
        Letter.reason == REASON,
        Letter.kind.in_(ACKNOWLEDGING),
    )
    return len(session.scalars(held).all())


def _free_claimed(session: Session) -> None:
    """Take back each letter that a worker had in hands when the backup was made, before its dot."""
    claimed = select(Letter).where(Letter.state == LetterState.CLAIMED)
    for letter in session.scalars(claimed.with_for_update()).all():
        delivery.withdraw(session, letter.id, letter.attempt)
    session.flush()


def _decide_again(
    session: Session, service: Service, letters: Sequence[Letter], actor_id: UUID | None
) -> None:
    ids = {letter.complaint_id for letter in letters if letter.kind in ACKNOWLEDGING}
    complaints = select(Complaint).where(Complaint.id.in_(ids)).order_by(Complaint.id)
    for complaint in session.scalars(complaints).all():
        redecide(session, service, complaint, actor_id)
