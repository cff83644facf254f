"""The worker's broker: nudges from Redis, no retries (the row knows when to try again)."""

from __future__ import annotations

import logging

from dramatiq import Broker, MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import current_millis
from dramatiq.middleware import (
    Middleware,
    ShutdownNotifications,
    SkipMessage,
    TimeLimit,
)

from models.base.settings import Settings
from workers.queue import MAX_AGE_MS, QUEUES, make_plain_broker
from workers.summary import Summary

# It says at each second that Redis is away; the sweep says it once in fifteen.
for _queue in QUEUES.values():
    _logger = logging.getLogger(f"dramatiq.worker.ConsumerThread({_queue})")
    _logger.setLevel(logging.CRITICAL + 1)
# A socket has its own, shorter, deadlines: this one ends a thread that computes without end. A
# letter may wait for its slow server, and for the database to write down what it said.
TIME_LIMIT_MS = 17 * 60_000


class StaleNudges(Middleware):
    """Leave out nudges that are too old: after a stop there is one for each row.

    They are counted; the library's own age limit writes two warnings for each.
    """

    @property
    def actor_options(self) -> set[str]:
        return {"max_age"}

    def before_process_message(self, _: Broker, message: MessageProxy) -> None:
        if current_millis() - message.message_timestamp >= MAX_AGE_MS:
            _stale.add(nudges=1)
            raise SkipMessage("the sweep has found its row")


class _NoSkips(logging.Filter):
    """Each skipped nudge would be a line, with the ids it bears."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "was skipped" not in record.msg


_stale = Summary("stale nudges left out")
logging.getLogger("dramatiq.worker.WorkerThread").addFilter(_NoSkips())


def make_broker(settings: Settings) -> RedisBroker:
    """A broker for one kind of work.

    Neither retries nor results: a failed job leaves two ids behind, and no traceback,
    which could hold words of a mail.
    """
    return make_plain_broker(
        settings.redis_url,
        [StaleNudges(), TimeLimit(time_limit=TIME_LIMIT_MS), ShutdownNotifications()],
    )
