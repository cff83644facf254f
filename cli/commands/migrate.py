"""`reclampro migrate`: bring the database to this version, as its owner."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "migrate", help="bring the database to this version (needs OWNER_DATABASE_URL)"
    )
    parser.set_defaults(handler=run)


def run(_args: argparse.Namespace) -> int:
    """Migrate forward; a database already there is left as it is."""
    from cli import environment, logs
    from models import migrations
    from models.base.errors import SettingError

    settings = environment.read()
    logs.configure(settings)
    if not settings.owner_database_url:
        raise SettingError(
            "OWNER_DATABASE_URL: expected a PostgreSQL URL as the role reclampro_owner"
        )
    migrations.upgrade(settings.owner_database_url)
    print("The database is at this version.")
    return 0
