"""`reclampro web`: the dashboard alone."""

from __future__ import annotations

import argparse
from typing import Any

# Open connections have this long at a stop, inside the 5 s of the whole.
GRACE_SECONDS = 3


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("web", help="serve the dashboard")
    parser.set_defaults(handler=run)


def run(_args: argparse.Namespace) -> int:
    """Serve until SIGTERM."""
    import uvicorn

    from cli import logs
    from cli.local import environment
    from dashboard.app import create_app

    settings = environment.reachable()
    logs.configure(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=settings.web_host,
            port=settings.web_port,
            # Paths hold tokens, and the address of a reader is nobody's business.
            access_log=False,
            log_config=None,
            # Only the networks of TRUSTED_PROXIES are believed, by the dashboard.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    server.run()
    return 0 if server.started else 1
