"""Migrations: forward only, run by the owner role, each beside the code before it."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    config.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return config


def upgrade(owner_url: str) -> None:
    """Bring the database to the newest version; running it twice changes nothing."""
    command.upgrade(_config(owner_url), "head")


def is_current(url: str) -> bool:
    """Tell whether the database bears the newest version this code knows."""
    config = _config(url)
    engine = create_engine(config.attributes["url"])
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    return set(found) == set(ScriptDirectory.from_config(config).get_heads())
