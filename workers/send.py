"""The duty of sending one letter: claim it, walk the SMTP verbs, write down what is known."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.base.addresses import for_the_wire
from models.base.process import fault
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState
from models.sending import acknowledgement, delivery
from models.store.service import Service
from models.store.session import tenant_transaction
from workers import smtp
from workers.backup_guard import advance
from workers.claims import claim, is_due, is_free
from workers.duties import Duty, Found
from workers.last_checks import DomainCheck, find_domain_to_check, may_leave
from workers.liveness import Liveness
from workers.queue import Job
from workers.smtp import Fate, Outcome, Phase, Server

logger = logging.getLogger(__name__)
DUE = (LetterState.PLANNED, LetterState.REFUSED_FOR_NOW)
MAX_ROWS = 500
# Before a letter is claimed, the database must be no earlier than a second ago.
_GENERATION_SECONDS = 1.0
# How long an outcome is kept in memory while the database is away.
OUTCOME_SECONDS = 120.0
RETRY_SECONDS = 1.0
STOP_SECONDS = 4.0
# A letter cut at the last moment still writes its outcome down.
GRACE_SECONDS = 0.6


@dataclass(frozen=True)
class Task:
    """A claimed letter: `attempt` is what every later write must name."""

    tenant_id: UUID
    letter_id: UUID
    attempt: int
    mail: smtp.Mail


def find(clock: Connection) -> Found:
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
        .limit(MAX_ROWS)
    ).all()
    found = [(tenant_id, letter_id) for tenant_id, letter_id in rows]
    # Workers that sweep together take different letters first.
    random.shuffle(found)
    return found


def send(
    service: Service, liveness: Liveness, tenant_id: UUID, letter_id: UUID
) -> None:
    """Bring one letter as far as it goes; harmless when there is nothing to do.

    1. Notice a database that went back to a backup: then nothing leaves by itself.
    2. Settle what a dead worker left, release what may wait no longer, decide again on
       what changed since the last attempt.
    3. Ask between two transactions whether the domain takes mail: no row is locked while
       a resolver is slow.
    4. Claim the letter with one UPDATE that must move one row.
    5. Walk the SMTP verbs; `dot_pending` is committed before the final dot.
    6. Write the outcome. An unknown one is never sent again by itself.
    """
    # A restored database believes letters waiting that have left long ago.
    advance(service, _GENERATION_SECONDS)
    with tenant_transaction(service.app, tenant_id) as session:
        # A dead worker's claim must be settled before anybody may claim again.
        recover_abandoned(session, letter_id)
        _release_on_last_day(session, service, tenant_id, letter_id)
        # Its complaint may have been corrected while a server kept the letter waiting.
        _decide_again(session, service, letter_id)
        domain = find_domain_to_check(session, service, letter_id)
        # Without a question to ask, the claim belongs to this transaction.
        task = None if domain else claim_letter(session, service, liveness, letter_id)
    if domain is not None:
        # No transaction is open: a resolver may take seconds.
        check = domain.check()
        with tenant_transaction(service.app, tenant_id) as session:
            task = claim_letter(session, service, liveness, letter_id, check)
    if task is not None:
        fault("letter_claimed")
        with _under_way.count_one():
            outcome = _walk(service, liveness, task)
            fault("letter_answered")
            _write_outcome(service, liveness, task, outcome)


DUTIES = (Duty(Job.LETTER, find, send),)


def recover_abandoned(session: Session, letter_id: UUID) -> None:
    """Settle what a dead worker claimed: planned again before its dot, unknown after it."""
    abandoned = (
        select(Letter)
        .where(Letter.id == letter_id, Letter.state.in_(delivery.IN_FLIGHT))
        .where(is_free(Letter))
        .with_for_update(skip_locked=True)
    )
    letter = session.scalars(abandoned).one_or_none()
    if letter is None:
        return
    if letter.state is LetterState.CLAIMED:
        delivery.withdraw(session, letter.id, letter.attempt)
    else:
        delivery.doubt(session, letter.id, letter.attempt, "worker_died")
        extra = {"letter_id": str(letter.id)}
        logger.warning("letter left unknown by a dead worker", extra=extra)
    session.flush()


def _release_on_last_day(
    session: Session, service: Service, tenant_id: UUID, letter_id: UUID
) -> None:
    """Release a held letter on the last day on which the law lets it wait."""
    letter = session.get(Letter, (tenant_id, letter_id))
    if letter is None or letter.state is not LetterState.HELD:
        return
    if letter.next_attempt_at is not None and letter.next_attempt_at <= now():
        acknowledgement.release_on_last_day(session, service, letter)
        session.flush()


def _decide_again(session: Session, service: Service, letter_id: UUID) -> None:
    """Decide again on a letter that was tried before.

    A change made during that attempt, of its address or of its whole text, could not reach
    it in a worker's hands.
    """
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


def claim_letter(
    session: Session,
    service: Service,
    liveness: Liveness,
    letter_id: UUID,
    check: DomainCheck | None = None,
) -> Task | None:
    """Claim a letter that is due and may leave; None when another has it or it must wait."""
    claimed = LetterState.CLAIMED
    # One UPDATE: of several workers one moves the row.
    attempt = claim(session, Letter, letter_id, DUE, liveness, state=claimed)
    if attempt is None:
        return None
    # Read again under the claim: what was read before may be older than a correction.
    letter = delivery.take(session, letter_id, attempt, {claimed})
    if letter is None or not may_leave(session, service, letter, check):
        return None
    sender = for_the_wire(letter.envelope_from)
    mail = smtp.Mail(sender, for_the_wire(letter.recipient), letter.content)
    return Task(letter.tenant_id, letter.id, attempt, mail)


def _walk(service: Service, liveness: Liveness, task: Task) -> Outcome:
    settings = service.settings
    server = Server.from_url(settings.smtp_url, settings.mail_domain)
    try:
        return smtp.send(
            server, task.mail, lambda: mark_dot(service, task), liveness.at_stop
        )
    except SQLAlchemyError:
        # The commit may have happened, the dot was not written.
        return Outcome(Fate.WITHDRAWN, Phase.COMMIT)


def mark_dot(service: Service, task: Task) -> bool:
    """Commit that the dot follows; False when the letter is no longer this attempt's."""
    statement = (
        update(Letter)
        .where(Letter.id == task.letter_id, Letter.attempt == task.attempt)
        .where(Letter.state == LetterState.CLAIMED)
        .values(state=LetterState.DOT_PENDING, dotted_at=func.now())
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    with tenant_transaction(service.app, task.tenant_id) as session:
        is_ours = session.execute(statement).scalar_one_or_none() is not None
    fault("letter_dot_pending")
    return is_ours


def _write_outcome(
    service: Service, liveness: Liveness, task: Task, outcome: Outcome
) -> None:
    """Write the outcome into the row, and try again while the database is away."""
    extra = {
        "letter_id": str(task.letter_id),
        "attempt": task.attempt,
        "fate": outcome.fate.value,
        "phase": outcome.phase.name,
    }
    until = time.monotonic() + OUTCOME_SECONDS
    while True:
        try:
            with tenant_transaction(service.app, task.tenant_id) as session:
                written = _settle(session, task, outcome)
            break
        except SQLAlchemyError:
            # The row stays `dot_pending`, and the next worker leaves it unknown.
            if liveness.stopping.is_set() or time.monotonic() > until:
                logger.warning("letter's end not written", extra=extra)
                return
            time.sleep(RETRY_SECONDS)
    if written and outcome.at_stop and outcome.fate is Fate.UNKNOWN:
        _under_way.add_unknown()
    logger.info("letter tried", extra=extra | {"written": written})


def _settle(session: Session, task: Task, outcome: Outcome) -> bool:
    letter, attempt = task.letter_id, task.attempt
    if outcome.fate is Fate.ACCEPTED:
        return delivery.accept(session, letter, attempt, outcome.reply)
    if outcome.fate is Fate.REFUSED:
        # Our own codes are single words; a server's reply has several.
        reason = "refused" if " " in outcome.reply else outcome.reply
        return delivery.refuse(session, letter, attempt, outcome.reply, reason)
    if outcome.fate is Fate.NOT_YET:
        return delivery.postpone(session, letter, attempt, outcome.reply)
    if outcome.fate is Fate.UNKNOWN:
        reason = "stopped" if outcome.at_stop else "lost_reply"
        return delivery.doubt(session, letter, attempt, reason)
    return delivery.withdraw(session, letter, attempt)


def wait_for_letters(seconds: float = STOP_SECONDS) -> int:
    """Wait at a stop for the letters under way, and log how many are left unknown."""
    _under_way.wait(seconds + GRACE_SECONDS)
    count = _under_way.unknown
    logger.warning("letters left unknown by this stop", extra={"count": count})
    return count


class _UnderWay:
    """Counts of letters under way in this process, and of those that a stop left unknown."""

    def __init__(self) -> None:
        self.unknown, self._count = 0, 0
        self._changed = threading.Condition()

    @contextmanager
    def count_one(self) -> Iterator[None]:
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def add_unknown(self) -> None:
        with self._changed:
            self.unknown += 1

    def wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._count, seconds)


_under_way = _UnderWay()
