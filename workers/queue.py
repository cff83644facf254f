"""Names of jobs and how to wake a worker: the row is the promise, this is the nudge."""

from __future__ import annotations

import logging
from enum import StrEnum
from uuid import UUID

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError as BrokerAway
from redis.exceptions import RedisError
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.base.settings import Settings

logger = logging.getLogger(__name__)


class Job(StrEnum):
    """Job for which a worker can be woken; the value is the actor's name."""

    POLL = "poll"
    INTAKE = "intake"
    LETTER = "letter"
    NOTICE = "notice"


# A queue of its own each: slow mailboxes never keep a letter waiting.
QUEUES: dict[Job, str] = {
    Job.POLL: "poll",
    Job.INTAKE: "intake",
    Job.LETTER: "letters",
    Job.NOTICE: "notices",
}
# Nudges older than this are stale: the sweep has found their rows.
MAX_AGE_MS = 10 * 60_000
_broker: RedisBroker | None = None
_away = False


def configure(settings: Settings) -> None:
    """Say once a process where the nudges go."""
    use(make_plain_broker(settings.redis_url))


def use(broker: RedisBroker) -> None:
    """Send the nudges through this broker (the worker's own)."""
    global _broker
    _broker = broker
    for name in QUEUES.values():
        broker.declare_queue(name)


def make_plain_broker(
    redis_url: str, middleware: list[dramatiq.Middleware] | None = None
) -> RedisBroker:
    """A broker whose jobs come back within 15 s when a worker is killed.

    The defaults return them by a dice roll of one in a thousand, hours later.
    """
    client = redis.Redis.from_url(
        redis_url, socket_connect_timeout=3, socket_timeout=10, health_check_interval=30
    )
    return RedisBroker(  # type: ignore[no-untyped-call]  # dramatiq leaves it untyped
        client=client,
        heartbeat_timeout=10_000,
        maintenance_chance=1_000_000,
        middleware=middleware or [],
    )


def enqueue(job: Job, tenant_id: UUID, row_id: UUID) -> bool:
    """Wake a worker; False when Redis is away, which is logged and never raised."""
    global _away
    if _broker is None:
        return False
    message: dramatiq.Message[None] = dramatiq.Message(
        queue_name=QUEUES[job],
        actor_name=job.value,
        args=(str(tenant_id), str(row_id)),
        kwargs={},
        options={},
    )
    try:
        _broker.enqueue(message)
    except (BrokerAway, RedisError, OSError):
        _away = True
        logger.warning("the queue is away", extra={"job": job.value})
        return False
    _away = False
    return True


def is_away() -> bool:
    """The queue cannot be reached at this moment."""
    global _away
    try:
        _away = _broker is None or not _broker.client.ping()
    except (BrokerAway, RedisError, OSError):
        _away = True
    return _away


def enqueue_after_commit(
    session: Session, job: Job, tenant_id: UUID, row_id: UUID
) -> None:
    """Wake a worker once this transaction is true."""

    @event.listens_for(session, "after_commit", once=True)
    def _(_: Session) -> None:
        enqueue(job, tenant_id, row_id)
