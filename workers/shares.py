"""Fair shares of one process's threads: what one cabinet or one server sends never fills them.

Polls: a poll keeps a thread for as long as its server likes (within limits). Without shares one
cabinet's slow servers keep every thread, and the others' mail waits for them (`Slots`).

Taking in: small messages that nothing is known against go together in one lane. Large ones, and
those of a batch that failed, go one by one in another, which has a reader of its own (`Lane`,
`Turns`).
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Seat:
    """Request to poll a mailbox: its cabinet, its server, and how its last polls went."""

    tenant_id: UUID
    mailbox_id: UUID
    server: tuple[str, int]
    # Its last polls failed: it leaves one place to its own cabinet.
    is_failing: bool = False
    # It keeps its thread for long: it shares the room of all such mailboxes.
    is_slow: bool = False


@dataclass(frozen=True)
class Shares:
    """Largest number of polls at once: of a cabinet, of a server, of slow mailboxes in all."""

    tenant: int
    server: int
    slow: int

    @classmethod
    def of(cls, threads: int) -> Shares:
        """The shares of so many polling threads; a cabinet has two, where there are four."""
        return cls(threads // 4 + 1, max(1, threads // 2), max(1, threads // 4))


class Slots:
    """The mailboxes polled now, and those that wait for room, longest first."""

    def __init__(self, shares: Shares) -> None:
        self._shares = shares
        self._seated: Counter[object] = Counter()
        self._waiting: dict[UUID, Seat] = {}
        self._guard = threading.Lock()

    def take(self, seat: Seat) -> bool:
        """Take a seat; False when there is no room: `leave` returns it when there is."""
        with self._guard:
            if not self._has_room(seat):
                self._waiting[seat.mailbox_id] = seat
                return False
            # A mailbox waits once, however often it is nudged.
            self._waiting.pop(seat.mailbox_id, None)
            self._seated.update(_counters_of(seat))
            return True

    def leave(self, seat: Seat) -> Seat | None:
        """Leave a seat; returns the longest waiting of those that have room now, to be woken."""
        with self._guard:
            self._seated.subtract(_counters_of(seat))
            # Drops the keys that fell to zero.
            self._seated += Counter()
            # The first in line may be of a cabinet that is still full.
            found = next((w for w in self._waiting.values() if self._has_room(w)), None)
            if found is not None:
                del self._waiting[found.mailbox_id]
            return found

    def _has_room(self, seat: Seat) -> bool:
        shares, seated = self._shares, self._seated
        if seated[seat.tenant_id] >= shares.tenant:
            return False
        if seated[seat.server] >= shares.server:
            return False
        if seat.is_slow and seated["slow"] >= shares.slow:
            return False
        # One place is left to mailboxes that work.
        most = max(1, shares.tenant - 1)
        return not seat.is_failing or seated["failing", seat.tenant_id] < most


def _counters_of(seat: Seat) -> Iterator[object]:
    yield seat.tenant_id
    yield seat.server
    if seat.is_slow:
        yield "slow"
    if seat.is_failing:
        yield "failing", seat.tenant_id


class Lane:
    """Lane in which at most so many threads of this process work for the same cabinet.

    A thread that finds the lane full leaves: those inside go on while anything waits.
    """

    def __init__(self, of_one_cabinet: int) -> None:
        self._of_one_cabinet = of_one_cabinet
        self._inside: Counter[UUID] = Counter()
        self._guard = threading.Lock()

    @contextmanager
    def enter(self, tenant_id: UUID) -> Iterator[bool]:
        """Yield True when there was room for one more thread of this cabinet."""
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
        """Wait for the turn, and pass it on at the end."""
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
