"""Lanes of taking in, shared by cabinets: what one cabinet sends never fills them.

Small messages that nothing is known against go together in one lane. Large ones, and those
that were in a batch that failed, go one by one in another, which has a reader of its own.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID


class Lane:
    """Where at most so many threads of this process work for the same cabinet.

    Whoever finds the lane full leaves: those inside go on while anything waits.
    """

    def __init__(self, of_one_cabinet: int) -> None:
        self._of_one_cabinet = of_one_cabinet
        self._inside: Counter[UUID] = Counter()
        self._guard = threading.Lock()

    @contextmanager
    def enter(self, tenant_id: UUID) -> Iterator[bool]:
        """Yields whether there was room for one more thread of this cabinet."""
        with self._guard:
            has_room = self._inside[tenant_id] < self._of_one_cabinet
            self._inside[tenant_id] += has_room
        try:
            yield has_room
        finally:
            with self._guard:
                self._inside[tenant_id] -= has_room
                if not self._inside[tenant_id]:
                    del self._inside[tenant_id]


class Turns:
    """A lock given in the order in which it was asked for, so that cabinets take turns."""

    def __init__(self) -> None:
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Waits for the turn, and gives it on."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        try:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting[0] is ticket)
            yield
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()
