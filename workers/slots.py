"""Room for polls in one process: shares by cabinet and by server, fewer for what proved slow.

A poll holds a thread for as long as its server likes (within limits). Without shares one
cabinet's slow servers hold every thread, and the others' mail waits for them.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Seat:
    """A mailbox that wants to be polled: whose it is, on which server, and how it proved."""

    tenant_id: UUID
    mailbox_id: UUID
    server: tuple[str, int]
    # Its last polls failed: it leaves one place to its own cabinet.
    is_failing: bool = False
    # It holds its thread for long: it shares the room of all such mailboxes.
    is_slow: bool = False


@dataclass(frozen=True)
class Shares:
    """How many polls may run at once: of a cabinet, of a server, of slow mailboxes in all."""

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
        """Sit down; False when there is no room: `leave` says when there is."""
        with self._guard:
            if not self._has_room(seat):
                self._waiting[seat.mailbox_id] = seat
                return False
            self._waiting.pop(seat.mailbox_id, None)
            self._seated.update(_keys(seat))
            return True

    def leave(self, seat: Seat) -> Seat | None:
        """Get up; whoever waited longest of those that have room now, to be woken."""
        with self._guard:
            self._seated.subtract(_keys(seat))
            self._seated += Counter()
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
        left = max(1, shares.tenant - 1)
        return not seat.is_failing or seated["failing", seat.tenant_id] < left


def _keys(seat: Seat) -> Iterator[object]:
    yield seat.tenant_id
    yield seat.server
    if seat.is_slow:
        yield "slow"
    if seat.is_failing:
        yield "failing", seat.tenant_id
