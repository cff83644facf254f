"""Worker liveness: a session-level advisory lock on a connection of its own."""

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
_LIVE_KEYS = """select (classid::bigint << 32) | objid::bigint from pg_locks
 where locktype = 'advisory' and objsubid = 1 and granted
 and database = (select oid from pg_database where datname = current_database())"""


# A machine that loses its power closes no connection: without these the server keeps its
# lock for hours, and a lost server keeps us waiting as long. Seconds, milliseconds, tries.
_SERVER_KEEPALIVE = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "tcp_keepalives_idle": 10,
        "tcp_keepalives_interval": 5,
        "tcp_keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    }.items()
)
_CLIENT_KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "connect_timeout": 5,
}


def open_lock_connection(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """Open a connection for a lock: either side notices within half a minute that the
    other is gone."""
    return psycopg.connect(
        url, autocommit=True, options=_SERVER_KEEPALIVE, **_CLIENT_KEEPALIVE
    )


class Liveness:
    """Liveness of a process that claims; without its connection every claim under `key` is free.

    After a lost connection it takes another key: its earlier claims may belong to other
    workers by then, and the attempt numbers refuse its writes.
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
        self._take_lock()
        self._thread.start()
        return self

    def end(self) -> None:
        """Release the lock: rows that are still claimed are free at once."""
        self.stop()
        if self._connection is not None:
            self._connection.close()

    def stop(self) -> None:
        """Stop claiming, and wake threads that wait for the network."""
        self.stopping.set()
        with self._guard:
            waiting = list(self._at_stop)
        for wake in waiting:
            wake()

    def at_stop(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Have `wake` called when the process stops; returns a function that removes it."""
        with self._guard:
            self._at_stop.add(wake)
        return lambda: self._at_stop.discard(wake)

    def _take_lock(self) -> None:
        connection = open_lock_connection(self._url)
        key = secrets.randbits(62) + 1
        connection.execute("select pg_advisory_lock(%s)", (key,))
        self._connection, self.key = connection, key

    def _beat(self) -> None:
        while not self.stopping.wait(BEAT_SECONDS):
            try:
                self._check_lock()
            except psycopg.Error:
                logger.warning("the life line to the database is cut")
                self._reconnect()

    def _check_lock(self) -> None:
        if self._connection is None:
            raise psycopg.OperationalError("no lock was taken")
        self._connection.execute("select 1")

    def _reconnect(self) -> None:
        self.key = 0
        try:
            self._take_lock()
        except psycopg.Error:
            return
        logger.info("the life line to the database is back")


def plain_url(engine: Engine) -> str:
    """URL of an engine for a connection outside of its pool."""
    return engine.url.set(drivername="postgresql").render_as_string(False)


def is_dead(connection: Connection, key: int) -> bool:
    """No process lives under this key."""
    found = connection.execute(text(f"select :key in ({_LIVE_KEYS})"), {"key": key})
    return not found.scalar_one()


def is_abandoned(claimed_by: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """A condition: no living process claims the row."""
    live_keys = text(_LIVE_KEYS).columns(column("key", BigInteger)).scalar_subquery()
    return claimed_by.is_(None) | claimed_by.not_in(live_keys)
