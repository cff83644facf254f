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
from workers.liveness import Liveness
from workers.queue import Job
from workers.shares import Lane, Turns

logger = logging.getLogger(__name__)
BATCH_SIZE = 60
BATCH_BYTES = 4 * 1024 * 1024
# A larger message may take seconds: it never stands before other mail.
LARGE_BYTES = 1024 * 1024
MAX_ATTEMPTS = 3
# A message that ended its reader is tried once more.
MAX_DEATHS = 2
PAUSE_SECONDS = 10
# Long taking in ends by itself and the sweep goes on with it: a thread that its time limit
# ends may keep the reader's lock.
MAX_SECONDS = 600.0
# In the lane of batches one thread writes a batch while the child reads the next.
_batch_lane, _single_lane = Lane(2), Lane(1)
_turns = Turns()
# Readers of this process. A message that may end its reader, or take long, has another one.
_reader, _reader_of_suspects = Reader(), Reader()


@dataclass(frozen=True)
class Claimed:
    """A claimed message; `failures` counts this attempt already, until it succeeds."""

    message_id: UUID
    attempt: int
    failures: int
    size: int


def find(connection: Connection) -> Found:
    """One waiting message of each cabinet: its worker takes all that wait with it."""
    waiting = (
        select(InboundMessage.tenant_id, InboundMessage.id)
        .where(InboundMessage.verdict == Verdict.STORED)
        .where(is_due(InboundMessage), is_free(InboundMessage))
        .distinct(InboundMessage.tenant_id)
        .order_by(InboundMessage.tenant_id, InboundMessage.stored_at)
    )
    return [(row.tenant_id, row.id) for row in connection.execute(waiting)]


def take_in_cabinet(
    service: Service,
    liveness: Liveness,
    tenant_id: UUID,
    message_id: UUID,
    *,
    seconds: float = MAX_SECONDS,
) -> None:
    """Take in the messages that wait in a cabinet, for so long; `message_id` only woke us.

    1. Small messages by batches: claim, examine and judge together. A batch that fails
       comes back message by message.
    2. Large and suspect messages one by one, with a reader of their own: one that fails
       three times, or ends its reader twice, is set aside.
    """
    until = time.monotonic() + seconds
    try:
        # Small mail first: a large message never stands before it.
        _take_in_batches(service, liveness, tenant_id, until)
        _take_in_singles(service, liveness, tenant_id, until)
    except (TemporaryError, OperationalError, InterfaceError) as error:
        name = type(error).__name__
        logger.warning("intake waits for better times", extra={"error": name})


DUTIES = (Duty(Job.INTAKE, find, take_in_cabinet),)


def start_reader() -> None:
    """Start the child that reads messages while the rest of this process gets ready."""
    _reader.start()


def end_reader() -> None:
    """End it, and the one of suspects, with this process."""
    _reader.close()
    _reader_of_suspects.close()


def _take_in_batches(
    service: Service, liveness: Liveness, tenant_id: UUID, until: float
) -> None:
    """Take in small messages that nothing is known against, by batches."""
    with _batch_lane.enter(tenant_id) as has_room:
        while has_room:
            claimed = _claim(service, liveness, tenant_id, alone=False)
            for batch in _split_by_bytes(claimed):
                _try_batch(service, liveness, tenant_id, batch)
            has_room = bool(claimed) and time.monotonic() < until


def _take_in_singles(
    service: Service, liveness: Liveness, tenant_id: UUID, until: float
) -> None:
    """Take in large messages and those of a batch that failed; cabinets take turns.

    A process tries one such message at a time: were there several, all would count a death
    that at most one of them caused.
    """
    with _single_lane.enter(tenant_id) as has_room:
        while has_room:
            with _turns.take():
                claimed = _claim(service, liveness, tenant_id, alone=True)
                for message in claimed:
                    _try_alone(service, tenant_id, message)
            has_room = bool(claimed) and time.monotonic() < until


def _claim(
    service: Service, liveness: Liveness, tenant_id: UUID, *, alone: bool
) -> list[Claimed]:
    """Claim messages that no living worker claims.

    A batch is marked before it is tried: should this process die of it, its messages come
    back one by one, and each then counts its own failures.
    """
    if liveness.stopping.is_set() or not liveness.key:
        return []
    message = InboundMessage
    free = (
        select(message.id)
        .where(message.tenant_id == tenant_id, message.verdict == Verdict.STORED)
        .where(is_due(message), is_free(message))
        .where(or_(message.alone, message.size >= LARGE_BYTES) == alone)
        .order_by(message.stored_at, message.id)
        .limit(1 if alone else BATCH_SIZE)
        .with_for_update(skip_locked=True)
        # A CTE runs once: inside the UPDATE its limit would not bind.
        .cte("free")
    )
    claim = (
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
        return [Claimed(*row) for row in session.execute(claim)]


def _split_by_bytes(messages: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    batch: list[Claimed] = []
    for message in messages:
        if batch and sum(m.size for m in batch) + message.size > BATCH_BYTES:
            yield batch
            batch = []
        batch.append(message)
    if batch:
        yield batch


def _try_batch(
    service: Service, liveness: Liveness, tenant_id: UUID, batch: list[Claimed]
) -> None:
    """Take in a batch; when it fails each is tried alone, and nothing is counted yet."""
    if liveness.stopping.is_set():
        _release(service, tenant_id, batch, alone=False)
        return
    attempts = {message.message_id: message.attempt for message in batch}
    try:
        take_in(service, tenant_id, attempts, _reader)
    except Exception as error:
        if is_temporary(error):
            later = _pause(1)
            _release(service, tenant_id, batch, alone=False, next_attempt_at=later)
            raise
        logger.warning("a batch failed", extra={"error": type(error).__name__})
        # They keep their mark `alone`: each is tried by itself next.
        _release(service, tenant_id, batch)


def _try_alone(service: Service, tenant_id: UUID, message: Claimed) -> None:
    """Take in one message; after three failures of its own it is set aside whole."""
    message_id, attempt = message.message_id, message.attempt
    if message.failures > MAX_ATTEMPTS:
        # Its last attempts ended with the death of the process: do not try again.
        set_aside(service, tenant_id, message_id, attempt, "killed")
        return
    try:
        take_in(service, tenant_id, {message_id: attempt}, _reader_of_suspects)
    except Exception as error:
        extra = {"message_id": str(message_id), "error": type(error).__name__}
        logger.warning("a message failed alone", extra=extra)
        if is_temporary(error):
            # The trouble is ours: the failure that the claim counted is taken back.
            again = {"failures": message.failures - 1, "next_attempt_at": _pause(1)}
            _release(service, tenant_id, [message], **again)
            raise
        _record_failure(service, tenant_id, message, error)


def _record_failure(
    service: Service, tenant_id: UUID, message: Claimed, error: Exception
) -> None:
    """Set a message aside that failed too often; else try it again after a pause."""
    is_fatal, failures = isinstance(error, ReaderDied), message.failures
    if failures >= (MAX_DEATHS if is_fatal else MAX_ATTEMPTS):
        reason = "killed" if is_fatal else "failed"
        set_aside(service, tenant_id, message.message_id, message.attempt, reason)
    else:
        again = {"failures": failures, "next_attempt_at": _pause(failures)}
        _release(service, tenant_id, [message], **again)


def is_temporary(error: Exception) -> bool:
    """The trouble is the service's and not the message's."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (TemporaryError, OperationalError, InterfaceError))


def _pause(times: int) -> Any:
    return func.now() + timedelta(seconds=PAUSE_SECONDS * times)


def _release(
    service: Service, tenant_id: UUID, messages: Sequence[Claimed], **changes: Any
) -> None:
    """Give messages back; a claim that another worker took is not ours to give."""
    with tenant_transaction(service.app, tenant_id) as session:
        for message in messages:
            release = (
                update(InboundMessage)
                .where(InboundMessage.tenant_id == tenant_id)
                .where(InboundMessage.id == message.message_id)
                .where(InboundMessage.attempt == message.attempt)
                .where(InboundMessage.verdict == Verdict.STORED)
                .values(claimed_by=None, lease_until=None, **changes)
                .execution_options(synchronize_session=False)
            )
            session.execute(release)
