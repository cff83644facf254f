"""Notice that the database went back to a backup, before anything leaves it again."""

from __future__ import annotations

import logging
import threading
import time
from functools import cache

import redis
from redis.exceptions import RedisError

from models.sending.restoring import hold_every_cabinet
from models.store.generation import Mark, read_mark, step, write_mark
from models.store.service import Service
from models.store.session import platform_transaction

logger = logging.getLogger(__name__)
KEY = "reclampro:generation"
_REDIS_SECONDS = 1.0
_guard = threading.Lock()
# When this process last took a step, by database.
_stepped: dict[str, float] = {}


def advance(service: Service, every: float = 0.0) -> bool:
    """Step to the next generation, at most once in `every` seconds; True when it went back.

    What is told outside is told after the commit of the number: a database that answers with
    a number no higher than what was read outside before is an earlier one. Then, while
    its row is locked, every cabinet is held; a crash in between repeats that.
    """
    url, moment = service.settings.database_url, time.monotonic()
    with _guard:
        if moment - _stepped.get(url, -every) < every:
            return False
        went_back = _advance(service)
        _stepped[url] = moment
    return went_back


def _advance(service: Service) -> bool:
    marks = read_outside(service)
    with platform_transaction(service.app) as session:
        mark = step(session)
        known = [found.number for found in marks if found.lineage == mark.lineage]
        # Marks of another lineage are another installation's and prove nothing.
        highest = max(known, default=0)
        went_back = mark.number <= highest
        if went_back:
            held = hold_every_cabinet(service)
            numbers = {"database": mark.number, "outside": highest}
            logger.error(
                "the database went back: letters are held",
                extra={"cabinets": held} | numbers,
            )
            # From here on this database is the newest: the next step is an ordinary
            # one.
            mark = step(session, above=highest)
    _write_outside(service, mark)
    return went_back


def read_outside(service: Service) -> list[Mark]:
    found = [read_mark(service.packs.root), _read_redis(service)]
    return [mark for mark in found if mark is not None]


def _write_outside(service: Service, mark: Mark) -> None:
    """A place that cannot be written is left behind: the other one tells."""
    try:
        write_mark(service.packs.root, mark)
    except OSError as error:
        name = type(error).__name__
        logger.warning("the generation is not written", extra={"error": name})
    if client := _client(service.settings.redis_url):
        try:
            client.set(KEY, str(mark))
        except (RedisError, OSError):
            # The queue says that it is away.
            return


def _read_redis(service: Service) -> Mark | None:
    client = _client(service.settings.redis_url)
    if client is None:
        return None
    try:
        kept = client.get(KEY)
    except (RedisError, OSError):
        return None
    return (
        Mark.parse(kept.decode("ascii", "replace")) if isinstance(kept, bytes) else None
    )


@cache
def _client(url: str) -> redis.Redis | None:
    if not url:
        return None
    seconds = _REDIS_SECONDS
    return redis.Redis.from_url(
        url, socket_connect_timeout=seconds, socket_timeout=seconds
    )
