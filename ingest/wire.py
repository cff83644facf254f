"""The socket under imaplib: the checked address, deadlines, and no more bytes than asked for."""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.hosts import Checked

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
MIB = 1024 * 1024


class Wire(imaplib.IMAP4):
    """One connection; a server that says more than the budget of a command is cut.

    imaplib allocates whatever size a literal announces (CPython gh-119511) and keeps
    every untagged answer: without a budget a hostile server fills the memory.
    """

    def __init__(self, server: Checked, context: ssl.SSLContext | None) -> None:
        self._server, self._context = server, context
        self.budget = MIB
        super().__init__(server.name, server.port, CONNECT_SECONDS)

    def allow(self, size: int) -> None:
        """Let the next commands answer with `size` bytes of messages, and some words."""
        self.budget = size + 4 * MIB

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
        """End the connection from another thread: whoever reads it fails at once."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, ValueError):
            # It was closed already.
            return

    def _create_socket(self, timeout: float | None) -> socket.socket:
        where = (self._server.address, self._server.port)
        plain = socket.create_connection(where, timeout)
        if self._context is None:
            return plain
        return self._context.wrap_socket(plain, server_hostname=self._server.name)


@contextmanager
def watchdog(wire: Wire, seconds: float) -> Iterator[None]:
    """Cut the connection when the whole takes longer: read time-outs do not bound a flood."""
    timer = threading.Timer(seconds, wire.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
