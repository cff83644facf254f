"""The duty of taking in: small messages of a cabinet together, large and suspect ones alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ingest.intake.batch import set_aside, take_in
from ingest.sandbox.reader import Reader, ReaderDied
from models.base.errors import TemporaryError
from models.rows.message import InboundMessage, Verdict
from models.store.service import Service
from models.store.session import tenant_transaction
from workers.claims import LEASE, is_due, is_free
from workers.duties import Duty, Found
from workers.lanes import Lane, Turns
from workers.liveness import Liveness
from workers.queue import Job

logger = logging.getLogger(__name__)
TOGETHER = 60
TOGETHER_BYTES = 4 * 1024 * 1024
# What is larger may take seconds: it never stands before other mail.
LARGE_BYTES = 1024 * 1024
ATTEMPTS_ALONE = 3
# A message that ended its reader is tried once more.
DEATHS_ALONE = 2
PAUSE_SECONDS = 10
# Long taking in ends by itself and the sweep goes on with it: a thread that its time limit
# ends may hold the reader's lock, for ever.
ENOUGH_SECONDS = 600.0
# A thread writes one batch while the child reads the next.
_together_lane, _alone_lane = Lane(2), Lane(1)
_turns = Turns()
# Of this process: what a message does to its reader is done to a child. What may end its
# reader, or take long, has another one.
_reader, _reader_of_suspects = Reader(), Reader()


@dataclass(frozen=True)
class Held:
    """A message we claimed; `failures` counts this attempt already, until it succeeds."""

    message_id: UUID
    attempt: int
    failures: int
    size: int


def find(connection: Connection) -> Found:
    """One waiting message of each cabinet: whoever takes it takes all that wait with it."""
    waiting = (
        select(InboundMessage.tenant_id, InboundMessage.id)
        .where(InboundMessage.verdict == Verdict.STORED)
        .where(is_due(InboundMessage), is_free(InboundMessage))
        .distinct(InboundMessage.tenant_id)
        .order_by(InboundMessage.tenant_id, InboundMessage.stored_at)
    )
    return [(row.tenant_id, row.id) for row in connection.execute(waiting)]


def do(
    service: Service,
    liveness: Liveness,
    tenant_id: UUID,
    message_id: UUID,
    *,
    seconds: float = ENOUGH_SECONDS,
) -> None:
    """Take in what waits in a cabinet, for so long; `message_id` only woke us."""
    until = time.monotonic() + seconds
    try:
        _several(service, liveness, tenant_id, until)
        _one_by_one(service, liveness, tenant_id, until)
    except (TemporaryError, OperationalError, InterfaceError) as error:
        name = type(error).__name__
        logger.warning("intake waits for better times", extra={"error": name})


DUTIES = (Duty(Job.INTAKE, find, do),)


def start_reader() -> None:
    """Start the child that reads messages while the rest of this process gets ready."""
    _reader.start()


def end_reader() -> None:
    """End it, and the one of suspects, with this process."""
    _reader.close()
    _reader_of_suspects.close()


def _several(
    service: Service, liveness: Liveness, tenant_id: UUID, until: float
) -> None:
    """Take in small messages by batches."""
    with _together_lane.enter(tenant_id) as has_room:
        while has_room:
            batch = _claim(service, liveness, tenant_id, alone=False)
            for some in _by_bytes(batch):
                _together(service, liveness, tenant_id, some)
            has_room = bool(batch) and time.monotonic() < until


def _one_by_one(
    service: Service, liveness: Liveness, tenant_id: UUID, until: float
) -> None:
    """Take in large messages and what was in a batch that failed; cabinets take turns.

    A process tries one such message at a time: were there several, all would count a death
    that at most one of them caused.
    """
    with _alone_lane.enter(tenant_id) as has_room:
        while has_room:
            with _turns.take():
                held = _claim(service, liveness, tenant_id, alone=True)
                for one in held:
                    _alone(service, tenant_id, one)
            has_room = bool(held) and time.monotonic() < until


def _claim(
    service: Service, liveness: Liveness, tenant_id: UUID, *, alone: bool
) -> list[Held]:
    """Take what nobody holds. A batch is marked before it is tried: should this process die
    of it, its messages come back one by one, and each then counts its own failures."""
    if liveness.stopping.is_set() or not liveness.key:
        return []
    message = InboundMessage
    free = (
        select(message.id)
        .where(message.tenant_id == tenant_id, message.verdict == Verdict.STORED)
        .where(is_due(message), is_free(message))
        .where(or_(message.alone, message.size >= LARGE_BYTES) == alone)
        .order_by(message.stored_at, message.id)
        .limit(1 if alone else TOGETHER)
        .with_for_update(skip_locked=True)
        # Apart, so that it runs once: inside the UPDATE its limit would not hold.
        .cte("free")
    )
    taken = (
        update(message)
        .where(message.tenant_id == tenant_id, message.id.in_(select(free.c.id)))
        .values(
            attempt=message.attempt + 1,
            failures=message.failures + int(alone),
            alone=True,
            claimed_by=liveness.key,
            lease_until=func.now() + LEASE,
        )
        .returning(message.id, message.attempt, message.failures, message.size)
        .execution_options(synchronize_session=False)
    )
    with tenant_transaction(service.app, tenant_id) as session:
        return [Held(*row) for row in session.execute(taken)]


def _by_bytes(batch: Sequence[Held]) -> Iterator[list[Held]]:
    some: list[Held] = []
    for held in batch:
        if some and sum(h.size for h in some) + held.size > TOGETHER_BYTES:
            yield some
            some = []
        some.append(held)
    if some:
        yield some


def _together(
    service: Service, liveness: Liveness, tenant_id: UUID, batch: list[Held]
) -> None:
    """Take in a batch; what it fails on is tried alone, and does not count yet."""
    if liveness.stopping.is_set():
        _release(service, tenant_id, batch, alone=False)
        return
    try:
        take_in(service, tenant_id, {h.message_id: h.attempt for h in batch}, _reader)
    except Exception as error:
        if is_temporary(error):
            _release(service, tenant_id, batch, alone=False, next_attempt_at=_soon(1))
            raise
        logger.warning("a batch failed", extra={"error": type(error).__name__})
        _release(service, tenant_id, batch)


def _alone(service: Service, tenant_id: UUID, held: Held) -> None:
    """Try one message; after three failures of its own it is set aside whole."""
    if held.failures > ATTEMPTS_ALONE:
        # Its last attempts ended with the death of the process: do not try again.
        set_aside(service, tenant_id, held.message_id, held.attempt, "killed")
        return
    try:
        take_in(
            service, tenant_id, {held.message_id: held.attempt}, _reader_of_suspects
        )
    except Exception as error:
        told = {"message_id": str(held.message_id), "error": type(error).__name__}
        logger.warning("a message failed alone", extra=told)
        if is_temporary(error):
            again = {"failures": held.failures - 1, "next_attempt_at": _soon(1)}
            _release(service, tenant_id, [held], **again)
            raise
        _after_failure(service, tenant_id, held, error)


def _after_failure(
    service: Service, tenant_id: UUID, held: Held, error: Exception
) -> None:
    is_fatal = isinstance(error, ReaderDied)
    if held.failures >= (DEATHS_ALONE if is_fatal else ATTEMPTS_ALONE):
        reason = "killed" if is_fatal else "failed"
        set_aside(service, tenant_id, held.message_id, held.attempt, reason)
    else:
        again = {"failures": held.failures, "next_attempt_at": _soon(held.failures)}
        _release(service, tenant_id, [held], **again)


def is_temporary(error: Exception) -> bool:
    """Whether the trouble is the house's and not the message's."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (TemporaryError, OperationalError, InterfaceError))


def _soon(times: int) -> Any:
    return func.now() + timedelta(seconds=PAUSE_SECONDS * times)


def _release(
    service: Service, tenant_id: UUID, batch: list[Held], **changes: Any
) -> None:
    """Give messages back; a claim that another took meanwhile is not ours to give."""
    with tenant_transaction(service.app, tenant_id) as session:
        for held in batch:
            given = (
                update(InboundMessage)
                .where(InboundMessage.tenant_id == tenant_id)
                .where(InboundMessage.id == held.message_id)
                .where(InboundMessage.attempt == held.attempt)
                .where(InboundMessage.verdict == Verdict.STORED)
                .values(claimed_by=None, lease_until=None, **changes)
                .execution_options(synchronize_session=False)
            )
            session.execute(given)
