"""Sending what is due: claim, walk the SMTP verbs, write down what is known."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.orm import Session

from models.base.addresses import for_the_wire
from models.base.process import fault
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState
from models.sending import acknowledgement, caps, delivery
from models.store.service import Service
from models.store.session import tenant_transaction
from workers import smtp
from workers.attempts import Task, finish, send
from workers.claims import claim, is_due, is_free
from workers.duties import Duty
from workers.liveness import Liveness
from workers.queue import Job
from workers.restored import advance
from workers.targets import Checked, find_target, may_be_written_to

__all__ = ["DUTIES", "do", "find", "finish"]

logger = logging.getLogger(__name__)
DUE = (LetterState.PLANNED, LetterState.REFUSED_FOR_NOW)
ENOUGH = 500
# Before a letter is claimed, the database must be no earlier than a second ago.
_STEP_SECONDS = 1.0
NO_SERVER_WAIT = timedelta(minutes=5)


def find(clock: Connection) -> Iterable[tuple[UUID, UUID]]:
    """Letters due, abandoned by a dead worker, or held until their last safe day."""
    due = and_(Letter.state.in_(DUE), is_due(Letter), is_free(Letter))
    abandoned = and_(Letter.state.in_(delivery.IN_FLIGHT), is_free(Letter))
    last_day = and_(
        Letter.state == LetterState.HELD,
        Letter.next_attempt_at.is_not(None),
        is_due(Letter),
    )
    rows = clock.execute(
        select(Letter.tenant_id, Letter.id)
        .where(or_(due, abandoned, last_day))
        .order_by(Letter.created_at)
        .limit(ENOUGH)
    ).all()
    found = [(tenant_id, letter_id) for tenant_id, letter_id in rows]
    # Workers that sweep together take different letters first.
    random.shuffle(found)
    return found


def do(service: Service, liveness: Liveness, tenant_id: UUID, letter_id: UUID) -> None:
    """Bring one letter as far as it goes; harmless when there is nothing to do."""
    advance(service, _STEP_SECONDS)
    with tenant_transaction(service.app, tenant_id) as session:
        recover(session, letter_id)
        _release_on_last_day(session, service, tenant_id, letter_id)
        _ask_again(session, service, letter_id)
        target = find_target(session, letter_id) if service.settings.smtp_url else None
        task = None if target else _claim(session, service, liveness, letter_id, None)
    if target is not None:
        # Names are resolved between two transactions: nobody waits for a slow resolver.
        checked = target.check()
        with tenant_transaction(service.app, tenant_id) as session:
            task = _claim(session, service, liveness, letter_id, checked)
    if task is not None:
        fault("letter_claimed")
        send(service, liveness, task)


def recover(session: Session, letter_id: UUID) -> None:
    """Free what a dead worker held: before its dot planned again, after it unknown."""
    wanted = (
        select(Letter)
        .where(Letter.id == letter_id, Letter.state.in_(delivery.IN_FLIGHT))
        .where(is_free(Letter))
        .with_for_update(skip_locked=True)
    )
    letter = session.scalars(wanted).one_or_none()
    if letter is None:
        return
    if letter.state is LetterState.CLAIMED:
        delivery.withdraw(session, letter.id, letter.attempt)
    else:
        delivery.doubt(session, letter.id, letter.attempt, "worker_died")
        logger.warning(
            "letter left unknown by a dead worker", extra={"letter_id": str(letter.id)}
        )
    session.flush()


def _release_on_last_day(
    session: Session, service: Service, tenant_id: UUID, letter_id: UUID
) -> None:
    letter = session.get(Letter, (tenant_id, letter_id))
    if letter is None or letter.state is not LetterState.HELD:
        return
    if letter.next_attempt_at is not None and letter.next_attempt_at <= now():
        acknowledgement.release_on_last_day(session, service, letter)
        session.flush()


def _ask_again(session: Session, service: Service, letter_id: UUID) -> None:
    """Decide anew on a letter that was on its way before: a change made meanwhile, of the
    address or of the whole, found it in a worker's hands and could not reach it."""
    tried = (
        select(Letter)
        .where(Letter.id == letter_id, Letter.state.in_(DUE), is_due(Letter))
        .where(Letter.kind.in_(ACKNOWLEDGING), Letter.attempt > 0)
        .with_for_update(skip_locked=True)
    )
    letter = session.scalars(tried).one_or_none()
    if letter is not None:
        key = (letter.tenant_id, letter.complaint_id)
        complaint = session.get_one(Complaint, key, populate_existing=True)
        acknowledgement.redecide(session, service, complaint, None)
        session.flush()


def _claim(
    session: Session,
    service: Service,
    liveness: Liveness,
    letter_id: UUID,
    checked: Checked | None,
) -> Task | None:
    attempt = claim(
        session, Letter, letter_id, DUE, liveness, state=LetterState.CLAIMED
    )
    if attempt is None:
        return None
    letter = delivery.take(session, letter_id, attempt, {LetterState.CLAIMED})
    if letter is None or not _may_leave(session, service, letter, checked):
        return None
    sender, recipient = (
        for_the_wire(letter.envelope_from),
        for_the_wire(letter.recipient),
    )
    mail = smtp.Mail(sender, recipient, letter.content)
    return Task(letter.tenant_id, letter.id, attempt, mail)


def _may_leave(
    session: Session, service: Service, letter: Letter, checked: Checked | None
) -> bool:
    """Ask of the domain and of the caps, in the transaction of the claim, and count this one in."""
    if not service.settings.smtp_url:
        _wait(session, letter, "no_server", now() + NO_SERVER_WAIT)
        return False
    if letter.kind not in ACKNOWLEDGING:
        return True
    if not may_be_written_to(session, service, letter, checked):
        return False
    caps.lock_counters(session)
    full = caps.find_reached(session, service, letter, letter.recipient)
    if full is None or (letter.released_at is not None and not full.cap.postpones):
        caps.add_sending(session, service, letter)
        return True
    if full.cap.postpones:
        _wait(session, letter, full.cap.code, full.until)
    else:
        detail = full.cap.detail(service.settings)
        delivery.give_back(
            session, letter, LetterState.HELD, "cap_address", detail=detail
        )
    return False


def _wait(session: Session, letter: Letter, reason: str, until: datetime) -> None:
    """Put a letter back until then; its history says it once."""
    is_news = letter.reason != reason
    delivery.give_back(
        session,
        letter,
        LetterState.PLANNED,
        reason,
        records_event=is_news,
        next_attempt_at=until,
    )


DUTIES = (Duty(Job.LETTER, find, do),)
