"""Limits of a connection, and of how many there may be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from dashboard.security.origins import is_within, origin_name


@dataclass(frozen=True)
class EdgeLimits:
    """Seconds, octets a second and numbers of connections; a proxy that is trusted bears none of the last.

    A request's head has `head_seconds` from its first octet (from the connection, for the first one).
    Its body, and what is sent back, have `slack_seconds` and then must move at `least_rate`.
    """

    head_seconds: float = 10.0
    slack_seconds: float = 20.0
    least_rate: int = 1024
    per_origin: int = 100
    total: int = 500
    proxies: tuple[str, ...] = ()


class Connection(Protocol):
    """The side of a connection that the census needs."""

    @property
    def is_waiting(self) -> bool:
        """No request is under way."""

    def cut(self) -> None: ...


class Census:
    """The open connections of one server, each with its origin."""

    def __init__(self, limits: EdgeLimits) -> None:
        self._limits = limits
        self._origins: dict[Connection, str] = {}
        self._counts: Counter[str] = Counter()

    def admit(self, connection: Connection, address: str) -> bool:
        """Count a connection in; False when its origin has too many, or nobody can make room."""
        origin = origin_name(address)
        is_proxy = is_within(address, self._limits.proxies)
        if not is_proxy and self._counts[origin] >= self._limits.per_origin:
            return False
        if len(self._origins) >= self._limits.total and not self._make_room():
            return False
        self._origins[connection] = origin
        self._counts[origin] += 1
        return True

    def leave(self, connection: Connection) -> None:
        origin = self._origins.pop(connection, None)
        if origin is not None:
            self._counts[origin] -= 1
            self._counts += Counter()  # Drops the origins that have none left.

    def _make_room(self) -> bool:
        """Cut the connection that has been here longest without a request under way."""
        # Dictionaries keep the order of arrival: the first is the one that is here longest.
        idle = next((c for c in self._origins if c.is_waiting), None)
        if idle is None:
            return False
        self.leave(idle)
        idle.cut()
        return True
