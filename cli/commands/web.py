"""`reclampro web`: the dashboard alone."""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.service import Service

logger = logging.getLogger(__name__)

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
    from models.service import open_service

    settings = environment.reachable()
    logs.configure(settings)
    service = open_service(settings)
    _refuse_masters(service)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings, service),
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


def _refuse_masters(service: Service) -> None:
    """Stop before we serve as somebody whom row-level security does not bind."""
    from sqlalchemy.exc import OperationalError

    from models.roles import check_roles

    try:
        check_roles(service)
    except OperationalError:
        # The pages say so until it is back.
        logger.warning("the database is away")
