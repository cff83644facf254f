"""The service refuses to run as somebody whom row-level security does not bind."""

from __future__ import annotations

from sqlalchemy import Engine, Row, text

from models.base.errors import SettingError
from models.store.service import Service

_WHO = text(
    """select rolsuper, rolbypassrls,
      exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p')
          and pg_has_role(current_user, c.relowner, 'member')) as owns
    from pg_roles where rolname = current_user"""
)


def check_roles(service: Service) -> None:
    """Raise SettingError when a role is superuser or owner, or (app) may look past the walls.

    Raises OperationalError when the database is away.
    """
    app = _look(service.app)
    _refuse_common("DATABASE_URL", app)
    if app.rolbypassrls:
        raise SettingError("DATABASE_URL: expected a role without BYPASSRLS")
    _refuse_common("CLOCK_DATABASE_URL", _look(service.clock))


def _look(engine: Engine) -> Row[tuple[bool, bool, bool]]:
    with engine.connect() as connection:
        return connection.execute(_WHO).one()


def _refuse_common(setting: str, who: Row[tuple[bool, bool, bool]]) -> None:
    if who.rolsuper:
        raise SettingError(f"{setting}: expected a role that is not superuser")
    if who.owns:
        raise SettingError(f"{setting}: expected a role that owns no table")
