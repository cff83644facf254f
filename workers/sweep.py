"""The net below the queue: what nobody was woken for is found in the rows and done.

It needs no Redis. What was found due by two sweeps in a row has been overlooked by the
queue; when the queue is away, once is enough, and so it is for a process just born: it
takes up at once what a dead one left.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from models.store.service import Service
from workers.actors import perform
from workers.duties import Duty
from workers.liveness import Liveness
from workers.queue import Job, is_away
from workers.summary import write_summaries

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 15.0
# Without the queue a mail needs one sweep for each of its steps.
AWAY_SECONDS = 5.0
HANDS = 3
Row = tuple[Job, UUID, UUID]


class Sweep:
    """One thread that looks, a few that do; each kind of duty has hands of its own.

    A mailbox that hangs holds a hand of the polls, never one of the letters.
    """

    def __init__(
        self, service: Service, liveness: Liveness, duties: tuple[Duty, ...]
    ) -> None:
        self._service, self._life = service, liveness
        self._duties = {duty.name: duty for duty in duties}
        self._work: dict[Job, SimpleQueue[Row]] = {
            d.name: SimpleQueue() for d in duties
        }
        # None: nothing was looked at yet.
        self._before: set[Row] | None = None
        self._pending: set[Row] = set()
        self._guard = threading.Lock()

    def start(self) -> None:
        """Begin to look, in threads that end with the process."""
        threading.Thread(target=self._look_for_ever, daemon=True, name="sweep").start()
        for job in self._duties:
            for number in range(HANDS):
                name = f"sweep-{job.value}-{number}"
                threading.Thread(
                    target=self._serve, args=(job,), daemon=True, name=name
                ).start()

    def look(self) -> bool:
        """Find what is due, and have it done where it was overlooked; False without queue."""
        write_summaries()
        found = set(self._found())
        away = is_away()
        if away:
            logger.warning("the queue is away: the sweep works alone")
        alone = away or self._before is None
        overlooked = found if alone else found & (self._before or set())
        self._before = found
        with self._guard:
            new = overlooked - self._pending
            self._pending |= new
        for row in new:
            self._work[row[0]].put(row)
        return not away

    def _found(self) -> Iterator[Row]:
        for duty in self._duties.values():
            try:
                with self._service.clock.connect() as connection:
                    rows = list(duty.find(connection))
            except DBAPIError as error:
                told = {"duty": duty.name.value, "error": type(error).__name__}
                logger.warning("a sweep found the database away", extra=told)
                continue
            yield from ((duty.name, *row) for row in rows)

    def _look_for_ever(self) -> None:
        pause = 0.0
        while not self._life.stopping.wait(pause):
            pause = SWEEP_SECONDS
            try:
                pause = SWEEP_SECONDS if self.look() else AWAY_SECONDS
            except Exception:
                logger.exception("a sweep failed")

    def _serve(self, job: Job) -> None:
        while not self._life.stopping.is_set():
            row = self._work[job].get()
            if not self._life.stopping.is_set():
                perform(self._service, self._life, self._duties[job], row[1], row[2])
            with self._guard:
                self._pending.discard(row)
