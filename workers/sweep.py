"""The sweep below the queue: due rows for which no worker was woken are found and done.

It needs no Redis. A row found due by two sweeps in a row was overlooked by the queue; when the
queue is away, once is enough, and so it is for a process just started: it takes up at once what
a dead one left.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from models.store.service import Service
from workers.duties import Duty, perform
from workers.liveness import Liveness
from workers.queue import Job, is_away
from workers.summary import write_summaries

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 15.0
# Without the queue a mail needs one sweep for each of its steps.
AWAY_SECONDS = 5.0
THREADS_PER_DUTY = 3
Row = tuple[Job, UUID, UUID]


class Sweep:
    """One thread that looks, and a few for each kind of duty.

    A mailbox that hangs keeps a thread of the polls, never one of the letters.
    """

    def __init__(
        self, service: Service, liveness: Liveness, duties: tuple[Duty, ...]
    ) -> None:
        self._service, self._liveness = service, liveness
        self._duties = {duty.name: duty for duty in duties}
        self._work: dict[Job, SimpleQueue[Row]] = {
            d.name: SimpleQueue() for d in duties
        }
        # None before the first look.
        self._before: set[Row] | None = None
        self._pending: set[Row] = set()
        self._guard = threading.Lock()

    def start(self) -> None:
        """Begin to look, in threads that end with the process."""
        threading.Thread(
            target=self._look_until_stop, daemon=True, name="sweep"
        ).start()
        for job in self._duties:
            for number in range(THREADS_PER_DUTY):
                name = f"sweep-{job.value}-{number}"
                threading.Thread(
                    target=self._serve, args=(job,), daemon=True, name=name
                ).start()

    def look(self) -> bool:
        """Find due rows, and have those done that were overlooked; False without queue."""
        write_summaries()
        found = set(self._find_due())
        is_queue_away = is_away()
        if is_queue_away:
            logger.warning("the queue is away: the sweep works alone")
        is_alone = is_queue_away or self._before is None
        # A row found once may just be on its way through the queue.
        overlooked = found if is_alone else found & (self._before or set())
        self._before = found
        with self._guard:
            # A slow duty is found by every sweep and queued once.
            new = overlooked - self._pending
            self._pending |= new
        for row in new:
            self._work[row[0]].put(row)
        return not is_queue_away

    def _find_due(self) -> Iterator[Row]:
        for duty in self._duties.values():
            try:
                with self._service.clock.connect() as connection:
                    rows = list(duty.find(connection))
            except DBAPIError as error:
                extra = {"duty": duty.name.value, "error": type(error).__name__}
                logger.warning("a sweep found the database away", extra=extra)
                continue
            yield from ((duty.name, *row) for row in rows)

    def _look_until_stop(self) -> None:
        pause = 0.0
        while not self._liveness.stopping.wait(pause):
            pause = SWEEP_SECONDS
            try:
                pause = SWEEP_SECONDS if self.look() else AWAY_SECONDS
            except Exception:
                logger.exception("a sweep failed")

    def _serve(self, job: Job) -> None:
        while not self._liveness.stopping.is_set():
            row = self._work[job].get()
            if not self._liveness.stopping.is_set():
                perform(
                    self._service, self._liveness, self._duties[job], row[1], row[2]
                )
            with self._guard:
                self._pending.discard(row)
