"""`reclampro web`: the dashboard alone."""

from __future__ import annotations

import argparse
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.store.service import Service

logger = logging.getLogger(__name__)


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("web", help="serve the dashboard")
    parser.set_defaults(handler=run)


def run(_args: argparse.Namespace) -> int:
    """Serve until SIGTERM."""
    from cli import environment, logs
    from dashboard.app import create_app
    from dashboard.edge.server import make_server
    from models.store.service import open_service

    settings = environment.reachable()
    logs.configure(settings)
    service = open_service(settings)
    _refuse_odd_start(service)
    server = make_server(create_app(settings, service), settings)
    server.run()
    return 0 if server.started else 1


def _refuse_odd_start(service: Service) -> None:
    """Stop before we serve under a wrong role or key."""
    from sqlalchemy.exc import OperationalError

    from models.store.starting import check_start
    from workers.backup_guard import advance

    try:
        check_start(service)
        advance(service)
    except OperationalError:
        # The pages say so until it is back.
        logger.warning("the database is away")
