"""One attempt at one letter: the walk, and writing down what is known at its end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.base.process import fault
from models.rows.letter import Letter, LetterState
from models.sending import delivery
from models.store.service import Service
from models.store.session import tenant_transaction
from workers import smtp
from workers.liveness import Liveness
from workers.smtp import Fate, Outcome, Phase, Server

logger = logging.getLogger(__name__)
# How long what was heard is kept in hand while the database is away.
WRITE_DOWN_SECONDS = 120.0
RETRY_SECONDS = 1.0
FINISH_SECONDS = 4.0
# A letter cut at the last moment still writes its end down.
GRACE_SECONDS = 0.6


@dataclass(frozen=True)
class Task:
    """A claimed letter: `attempt` is what every later write must name."""

    tenant_id: UUID
    letter_id: UUID
    attempt: int
    mail: smtp.Mail


def send(service: Service, liveness: Liveness, task: Task) -> None:
    """Walk the verbs and write down the end, whatever it is."""
    settings = service.settings
    server = Server.from_url(settings.smtp_url, settings.mail_domain)
    with _tally.one():
        try:
            outcome = smtp.send(
                server, task.mail, lambda: mark_dot(service, task), liveness.at_stop
            )
        except SQLAlchemyError:
            # The commit may have happened, the dot was not written.
            outcome = Outcome(Fate.WITHDRAWN, Phase.COMMIT)
        fault("letter_answered")
        _write_down(service, liveness, task, outcome)


def finish(seconds: float = FINISH_SECONDS) -> int:
    """At a stop: wait for the letters under way, say aloud how many are left unknown."""
    _tally.wait(seconds + GRACE_SECONDS)
    logger.warning("letters left unknown by this stop", extra={"count": _tally.unknown})
    return _tally.unknown


def mark_dot(service: Service, task: Task) -> bool:
    """Commit that the dot follows; False when this attempt no longer holds the letter."""
    statement = (
        update(Letter)
        .where(Letter.id == task.letter_id, Letter.attempt == task.attempt)
        .where(Letter.state == LetterState.CLAIMED)
        .values(state=LetterState.DOT_PENDING, dotted_at=func.now())
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    with tenant_transaction(service.app, task.tenant_id) as session:
        held = session.execute(statement).scalar_one_or_none() is not None
    fault("letter_dot_pending")
    return held


def _write_down(
    service: Service, liveness: Liveness, task: Task, outcome: Outcome
) -> None:
    """Write the end into the row, and again while the database is away."""
    until = time.monotonic() + WRITE_DOWN_SECONDS
    while True:
        try:
            with tenant_transaction(service.app, task.tenant_id) as session:
                written = _settle(session, task, outcome)
            break
        except SQLAlchemyError:
            if liveness.stopping.is_set() or time.monotonic() > until:
                logger.warning("letter's end not written", extra=_ids(task, outcome))
                return
            time.sleep(RETRY_SECONDS)
    if written and outcome.at_stop and outcome.fate is Fate.UNKNOWN:
        _tally.add_unknown()
    logger.info("letter tried", extra=_ids(task, outcome) | {"written": written})


def _settle(session: Session, task: Task, outcome: Outcome) -> bool:
    letter, attempt = task.letter_id, task.attempt
    if outcome.fate is Fate.ACCEPTED:
        return delivery.accept(session, letter, attempt, outcome.reply)
    if outcome.fate is Fate.REFUSED:
        reason = "refused" if " " in outcome.reply else outcome.reply
        return delivery.refuse(session, letter, attempt, outcome.reply, reason)
    if outcome.fate is Fate.NOT_YET:
        return delivery.postpone(session, letter, attempt, outcome.reply)
    if outcome.fate is Fate.UNKNOWN:
        reason = "stopped" if outcome.at_stop else "lost_reply"
        return delivery.doubt(session, letter, attempt, reason)
    return delivery.withdraw(session, letter, attempt)


def _ids(task: Task, outcome: Outcome) -> dict[str, str | int]:
    return {
        "letter_id": str(task.letter_id),
        "attempt": task.attempt,
        "fate": outcome.fate.value,
        "phase": outcome.phase.name,
    }


class _Tally:
    """How many letters are under way in this process, and how many a stop left unknown."""

    def __init__(self) -> None:
        self.unknown = 0
        self._under_way = 0
        self._changed = threading.Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        with self._changed:
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def add_unknown(self) -> None:
        with self._changed:
            self.unknown += 1

    def wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, seconds)


_tally = _Tally()
