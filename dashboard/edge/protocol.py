"""HTTP/1.1 of uvicorn, with a bound on how long and how often a stranger may hold a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from dashboard.edge.census import Census, EdgeLimits
from dashboard.edge.strict import StrictConnection

_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)


class EdgeProtocol(H11Protocol):
    """One connection. Two watches at most: on what we wait for, and on what the other side takes."""

    conn: StrictConnection

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: EdgeLimits,
        census: Census,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = StrictConnection(h11.SERVER)
        self._limits, self._census = limits, census
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        self._phase = ""
        self._octets = 0
        self._left_to_write = 0

    @property
    def is_waiting(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if self._census.admit(self, address):
            # The first head is waited for at once: a client that connects has something to say.
            self._enter("head")
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._census.leave(self)
        self._enter("")
        if self._writing:
            self._writing.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._octets += len(data)
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        self._enter(self._phase_now())

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read; behind an answer that has begun no other may follow."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # What is left in the buffer of an answer that is complete must leave as well.
        self._watch_writing()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_writing()

    def cut(self) -> None:
        """Close a connection that takes too long, or that somebody else needs."""
        if not self.is_waiting or self.transport.is_closing():
            self.transport.abort()
            return
        # Browsers connect ahead of need: an answer to nothing would be taken for the next page's.
        if self.conn.has_begun:
            self.transport.write(_TOO_SLOW)
        self.transport.close()

    def _phase_now(self) -> str:
        """The thing waited for: the rest of a head, a body, or nothing that somebody has begun."""
        if self.transport.is_closing():
            return ""
        if self.conn.has_begun:
            return "head"
        return "body" if self.conn.their_state is h11.SEND_BODY else ""

    def _enter(self, phase: str) -> None:
        """Start the watch of another phase; within one it goes on, whatever drips in."""
        if phase == self._phase:
            return
        self._phase = phase
        # A watch that is not cancelled would cut the connection in its next phase.
        if self._reading:
            self._reading.cancel()
            self._reading = None
        if phase == "head":
            self._reading = self._later(self._limits.head_seconds, self.cut)
        elif phase == "body":
            self._watch_body()

    def _watch_body(self) -> None:
        """Every `slack_seconds` a body has moved enough, unless it is we who do not read it."""
        seen, was_paused = self._octets, self.flow.read_paused

        def look() -> None:
            owed = self._limits.slack_seconds * self._limits.least_rate
            if was_paused or self.flow.read_paused or self._octets - seen >= owed:
                self._watch_body()
            else:
                self.cut()

        self._reading = self._later(self._limits.slack_seconds, look)

    def _watch_writing(self) -> None:
        """Every `slack_seconds` the other side has taken enough of what waits for it."""
        if self._writing is None and self.transport.get_write_buffer_size():
            self._left_to_write = self.transport.get_write_buffer_size()
            self._writing = self._later(
                self._limits.slack_seconds, self._look_at_writing
            )

    def _look_at_writing(self) -> None:
        self._writing = None
        owed = self._limits.slack_seconds * self._limits.least_rate
        left = self.transport.get_write_buffer_size()
        # The end of an answer may be shorter than what is owed in that time.
        if left and self._left_to_write - left < min(owed, self._left_to_write):
            self.transport.abort()
        else:
            self._watch_writing()

    def _later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, call)
