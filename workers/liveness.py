"""How a process proves that it lives: one connection, one advisory lock, one number."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, column, text
from sqlalchemy.orm import InstrumentedAttribute

logger = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
# A bigint advisory lock is shown as two halves, of the database it was taken in.
LIVING = """select (classid::bigint << 32) | objid::bigint from pg_locks
 where locktype = 'advisory' and objsubid = 1 and granted
 and database = (select oid from pg_database where datname = current_database())"""


# A machine that loses its power says goodbye to nobody: without these the server keeps its
# lock for hours, and a lost server keeps us waiting as long. Seconds, milliseconds, tries.
_SERVER_LOOKS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "tcp_keepalives_idle": 10,
        "tcp_keepalives_interval": 5,
        "tcp_keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    }.items()
)
_WE_LOOK: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "connect_timeout": 5,
}


def hold_line(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that is held for its lock: either side notices within half a minute
    that the other is gone."""
    return psycopg.connect(url, autocommit=True, options=_SERVER_LOOKS, **_WE_LOOK)


class Liveness:
    """A process that claims; when its connection is lost every claim under `key` is free.

    After a lost connection it is born again under another key: what it held before may
    have been taken meanwhile, and the attempt numbers tell.
    """

    def __init__(self, engine: Engine) -> None:
        self.key = 0
        self.stopping = threading.Event()
        self._url = plain_url(engine)
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._thread = threading.Thread(target=self._beat, daemon=True, name="liveness")
        self._at_stop: set[Callable[[], None]] = set()
        self._guard = threading.Lock()

    def begin(self) -> Liveness:
        """Take the lock and keep it; raises OperationalError when the database is away."""
        self._be_born()
        self._thread.start()
        return self

    def end(self) -> None:
        """Let go of the lock: what is still claimed is free at once."""
        self.stop()
        if self._connection is not None:
            self._connection.close()

    def stop(self) -> None:
        """Claim nothing any more, and wake what waits for the network."""
        self.stopping.set()
        with self._guard:
            waiting = list(self._at_stop)
        for wake in waiting:
            wake()

    def at_stop(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Have `wake` called when the process stops; returns what forgets it."""
        with self._guard:
            self._at_stop.add(wake)
        return lambda: self._at_stop.discard(wake)

    def _be_born(self) -> None:
        connection = hold_line(self._url)
        key = secrets.randbits(62) + 1
        connection.execute("select pg_advisory_lock(%s)", (key,))
        self._connection, self.key = connection, key

    def _beat(self) -> None:
        while not self.stopping.wait(BEAT_SECONDS):
            try:
                self._still_there()
            except psycopg.Error:
                logger.warning("the life line to the database is cut")
                self._reconnect()

    def _still_there(self) -> None:
        if self._connection is None:
            raise psycopg.OperationalError("never born")
        self._connection.execute("select 1")

    def _reconnect(self) -> None:
        self.key = 0
        try:
            self._be_born()
        except psycopg.Error:
            return
        logger.info("the life line to the database is back")


def plain_url(engine: Engine) -> str:
    """An engine's URL for a connection of our own, outside of its pool."""
    return engine.url.set(drivername="postgresql").render_as_string(False)


def is_dead(connection: Connection, key: int) -> bool:
    """Whether no process lives under this key any more."""
    found = connection.execute(text(f"select :key in ({LIVING})"), {"key": key})
    return not found.scalar_one()


def is_abandoned(claimed_by: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """A condition: nobody who lives holds the row."""
    living = text(LIVING).columns(column("key", BigInteger)).scalar_subquery()
    return claimed_by.is_(None) | claimed_by.not_in(living)
