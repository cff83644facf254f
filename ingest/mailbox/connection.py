"""The socket under imaplib: the checked address, deadlines, and no more bytes than asked for."""

from __future__ import annotations

import imaplib
import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.mailbox.hosts import Checked

CONNECT_SECONDS = 15.0
# Greeting, login and opening the folder, all of them together.
LOGIN_SECONDS = 20.0
# A command's answer may take so long, and a second more for each LEAST_RATE bytes received.
ANSWER_SECONDS = 30.0
LEAST_RATE = 8 * 1024
GOODBYE_SECONDS = 5.0
MIB = 1024 * 1024


class TooSlow(OSError):
    """The server answers, too slowly to be waited for."""


@dataclass
class Pace:
    """Time allowed for an answer: `seconds`, and more for bytes received (`rate`, bytes a second)."""

    seconds: float
    rate: float | None = None

    def __post_init__(self) -> None:
        self.begun = self.heard = time.monotonic()
        self.received = 0

    def hear(self, count: int) -> None:
        """Count bytes received."""
        self.heard = time.monotonic()
        self.received += count

    def seconds_left(self) -> float:
        """Seconds until the answer is too slow; negative when it is."""
        earned = self.received / self.rate if self.rate else 0.0
        return self.begun + self.seconds + earned - time.monotonic()

    def is_silent(self) -> bool:
        """Nothing was received for most of the time."""
        return time.monotonic() - self.heard > self.seconds / 2


class PacedReader(io.RawIOBase):
    """Reader of a socket whose bytes must keep the pace of their `wire`.

    A time-out of the socket alone does not end a server that drips: each byte begins a new
    one, and a line or a literal is read by many calls.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        pace = self._wire.pace
        left = pace.seconds_left()
        if left <= 0:
            raise _late(pace)
        self._wire.sock.settimeout(left)
        try:
            count = self._wire.sock.recv_into(buffer)
        except TimeoutError:
            raise _late(pace) from None
        pace.hear(count)
        self._wire.received += count
        return count


def _late(pace: Pace) -> OSError:
    if pace.is_silent():
        return TimeoutError("the server does not answer")
    return TooSlow("the server answers too slowly")


class Wire(imaplib.IMAP4):
    """One connection; a server that sends more than the budget of a command is cut.

    imaplib allocates whatever size a literal announces (CPython gh-119511) and keeps
    every untagged answer: without a budget a hostile server fills the memory.
    """

    def __init__(self, server: Checked, context: ssl.SSLContext | None) -> None:
        self._server, self._context = server, context
        self.budget, self.received = MIB, 0
        self.pace = Pace(LOGIN_SECONDS)
        # Set by the watchdog: every later failure has this reason.
        self.overran = False
        super().__init__(server.name, server.port, CONNECT_SECONDS)

    def open(
        self, host: str = "", port: int = 143, timeout: float | None = None
    ) -> None:
        super().open(host, port, timeout)
        self.read_at_pace()

    def read_at_pace(self) -> None:
        """Read through the pace from here on; again once the socket uses TLS."""
        self.file.close()
        self.file = io.BufferedReader(PacedReader(self))  # type: ignore[type-var]

    def allow(self, size: int, seconds: float | None = None) -> None:
        """Allow the next command `size` bytes of messages and some words, at pace."""
        self.budget = size + 4 * MIB
        self.pace = Pace(seconds or ANSWER_SECONDS, LEAST_RATE)
        # The last answer may have left the socket with hardly any time to write.
        self.sock.settimeout(self.pace.seconds)

    def read(self, size: int) -> bytes:
        if size > self.budget:
            raise self.abort("an answer is larger than what was asked for")
        self.budget -= size
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self.budget -= len(line)
        if self.budget < 0:
            raise self.abort("the server says more than it was asked")
        return line

    def cut(self) -> None:
        """End the connection from another thread: its reader fails at once."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, ValueError):
            # It was closed already.
            return

    def overrun(self) -> None:
        """End a connection that took too long as a whole."""
        self.overran = True
        self.cut()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        where = (self._server.address, self._server.port)
        plain = socket.create_connection(where, timeout)
        if self._context is None:
            return plain
        return self._context.wrap_socket(plain, server_hostname=self._server.name)


@contextmanager
def watchdog(wire: Wire, seconds: float) -> Iterator[None]:
    """Cut the connection when the whole takes longer: each answer may have kept its pace."""
    timer = threading.Timer(seconds, wire.overrun)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
