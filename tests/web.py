"""The dashboard behind a real web server on loopback, in a thread of the tests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from dashboard.edge.census import EdgeLimits
from dashboard.edge.server import make_server


@contextmanager
def serving(app: Litestar, limits: EdgeLimits | None = None) -> Iterator[str]:
    """Serve an application as the product does; the value is its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = make_server(app, app.state.service.settings, limits)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started, "the web server did not start"
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
