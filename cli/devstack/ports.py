"""Ports of loopback that nobody listens on."""

from __future__ import annotations

import errno
import socket


def is_free(host: str, port: int) -> bool:
    """Tell whether we could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def choose(host: str, wanted: int, taken: frozenset[int] = frozenset()) -> int:
    """The wanted port, else the next free one after it."""
    for port in range(wanted, min(wanted + 200, 65536)):
        if port not in taken and is_free(host, port):
            return port
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
