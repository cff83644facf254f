"""The web server of the dashboard, as the product and its tests start it."""

from __future__ import annotations

from functools import partial
from typing import Any

import uvicorn
from litestar import Litestar

from dashboard.edge.census import Census, EdgeLimits
from dashboard.edge.protocol import EdgeProtocol
from models.base.settings import Settings

# Open connections have this long at a stop, inside the 5 s of the whole.
GRACE_SECONDS = 3


def make_server(
    app: Litestar, settings: Settings, limits: EdgeLimits | None = None
) -> uvicorn.Server:
    """Make the server; `run()` it. `limits` are the product's own unless a test says otherwise."""
    held = limits or EdgeLimits(proxies=settings.trusted_proxies)
    protocol: Any = partial(EdgeProtocol, limits=held, census=Census(held))
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.web_host,
            port=settings.web_port,
            http=protocol,
            ws="none",
            # Paths hold tokens, and the address of a reader is nobody's business.
            access_log=False,
            log_config=None,
            # Only the networks of TRUSTED_PROXIES are believed, by the dashboard.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
