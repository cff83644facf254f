"""The worker's broker: nudges from Redis, no retries (the row knows when to try again)."""

from __future__ import annotations

import logging

from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, ShutdownNotifications, TimeLimit

from models.settings import Settings
from workers.queue import QUEUES, make_plain_broker

# It says at each second that Redis is away; the sweep says it once in fifteen.
for _queue in QUEUES.values():
    _logger = logging.getLogger(f"dramatiq.worker.ConsumerThread({_queue})")
    _logger.setLevel(logging.CRITICAL + 1)
# A socket has its own, shorter, deadlines: this one ends what computes for ever. A letter
# may wait for its slow server, and for the database to write down what it said.
TIME_LIMIT_MS = 17 * 60_000


def make_broker(settings: Settings) -> RedisBroker:
    """A broker for one kind of work.

    Neither retries nor results: a failed job leaves two ids behind, and no traceback,
    which could hold words of a mail.
    """
    return make_plain_broker(
        settings.redis_url,
        [AgeLimit(), TimeLimit(time_limit=TIME_LIMIT_MS), ShutdownNotifications()],
    )
