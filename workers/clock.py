"""The timetable: one process wakes the workers for what is due; the others wait to take over."""

from __future__ import annotations

import logging
import threading
import time
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError

from models.store.service import Service
from workers.backup_guard import advance
from workers.duties import Duty, Found
from workers.liveness import open_lock_connection, plain_url
from workers.queue import Job, enqueue

logger = logging.getLogger(__name__)
TICK_SECONDS = 1.0
# A database that goes back further than this is noticed, whether letters leave or not.
STEP_SECONDS = 10.0
# A nudge is repeated when its row is still due after this time.
AGAIN_SECONDS = 30.0
CLOCK_LOCK = 7305811


class Clock:
    """Clock that ticks while it has the lock; after a lost database it seeks both again."""

    def __init__(self, service: Service, duties: tuple[Duty, ...]) -> None:
        self._service, self._duties = service, duties
        self._nudged: dict[tuple[Job, UUID, UUID], float] = {}

    def run(self, stopping: threading.Event) -> None:
        """Wait for the lock and tick, until stopped."""
        url = plain_url(self._service.clock)
        while not stopping.is_set():
            try:
                with open_lock_connection(url) as connection:
                    self._tick_with_lock(connection, stopping)
            except (psycopg.Error, DBAPIError) as error:
                name = type(error).__name__
                logger.warning(
                    "the clock waits for the database", extra={"error": name}
                )
                stopping.wait(TICK_SECONDS)

    def _tick_with_lock(
        self,
        connection: psycopg.Connection[tuple[object, ...]],
        stopping: threading.Event,
    ) -> None:
        has_lock = False
        while not stopping.is_set():
            if has_lock:
                connection.execute("select 1")
            else:
                query = "select pg_try_advisory_lock(%s)"
                row = connection.execute(query, (CLOCK_LOCK,)).fetchone()
                has_lock = bool(row and row[0])
            if has_lock:
                self.tick()
            stopping.wait(TICK_SECONDS)

    def tick(self) -> int:
        """Wake a worker for every due row that was not nudged just now; returns how many."""
        advance(self._service, STEP_SECONDS)
        due = [(duty.name, *row) for duty in self._duties for row in self._find(duty)]
        moment, nudged = time.monotonic(), 0
        since = moment - AGAIN_SECONDS
        # A row that is no longer due was done: its next time is a new one.
        self._nudged = {
            row: self._nudged[row] for row in due if self._nudged.get(row, 0.0) > since
        }
        for row in due:
            if row in self._nudged:
                continue
            if not enqueue(*row):
                # The sweeps of the workers do without.
                break
            self._nudged[row] = moment
            nudged += 1
        return nudged

    def _find(self, duty: Duty) -> Found:
        with self._service.clock.connect() as connection:
            return list(duty.find(connection))
