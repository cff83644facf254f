"""The timetable: one process wakes the workers for what is due; the others wait to take over."""

from __future__ import annotations

import logging
import threading
import time
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError

from models.store.service import Service
from workers.duties import Duty, Found
from workers.liveness import hold_line, plain_url
from workers.queue import Job, enqueue
from workers.restored import advance

logger = logging.getLogger(__name__)
TICK_SECONDS = 1.0
# A database that goes back further than this is noticed, whether letters leave or not.
STEP_SECONDS = 10.0
# A nudge is repeated when its row is still due after this time.
AGAIN_SECONDS = 30.0
THE_CLOCK = 7305811


class Clock:
    """Ticks while it holds the lock; losing the database loses the lock, and both are sought again."""

    def __init__(self, service: Service, duties: tuple[Duty, ...]) -> None:
        self._service, self._duties = service, duties
        self._nudged: dict[tuple[Job, UUID, UUID], float] = {}

    def run(self, stopping: threading.Event) -> None:
        """Wait for the lock and tick, until stopped."""
        url = plain_url(self._service.clock)
        while not stopping.is_set():
            try:
                with hold_line(url) as held:
                    self._tick_while_held(held, stopping)
            except (psycopg.Error, DBAPIError) as error:
                name = type(error).__name__
                logger.warning(
                    "the clock waits for the database", extra={"error": name}
                )
                stopping.wait(TICK_SECONDS)

    def _tick_while_held(
        self, held: psycopg.Connection[tuple[object, ...]], stopping: threading.Event
    ) -> None:
        ticking = False
        while not stopping.is_set():
            if not ticking:
                asked = held.execute("select pg_try_advisory_lock(%s)", (THE_CLOCK,))
                row = asked.fetchone()
                ticking = bool(row and row[0])
            else:
                held.execute("select 1")
            if ticking:
                self.tick()
            stopping.wait(TICK_SECONDS)

    def tick(self) -> int:
        """Wake a worker for every row that is due and was not called just now; says how many."""
        advance(self._service, STEP_SECONDS)
        due = [(duty.name, *row) for duty in self._duties for row in self._find(duty)]
        moment, nudged = time.monotonic(), 0
        since = moment - AGAIN_SECONDS
        # What is due no more was done: its next time is a new one.
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
