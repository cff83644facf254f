"""Conditions under which a process starts: bound roles, and the key that wrapped the cabinets'."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, Row, func, inspect, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from models.base.errors import SettingError
from models.base.settings import Settings
from models.rows.tenant import Tenant
from models.vault.keys import MasterKey

if TYPE_CHECKING:
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


if TYPE_CHECKING:
    from models.store.service import Service

logger = logging.getLogger(__name__)
_PUT_BACK = (
    "put its file back from your copy, 0600 and ours; with any other key nothing that is"
    " stored can be read"
)


def key_path(settings: Settings) -> Path:
    """Path of the master key."""
    return settings.master_key_file or settings.data_dir.absolute() / "master.key"


def open_master_key(settings: Settings, clock: Engine) -> MasterKey:
    """Load the key; it is made at the very first start alone, when no cabinet exists.

    Raises SettingError when it is absent and cabinets exist, or nobody can say.
    """
    path = key_path(settings)
    # A path given by hand must exist: a typing error must not quietly make a new key.
    if not settings.master_key_file and not path.exists():
        _refuse_to_replace(settings, path, clock)
        return MasterKey.load_or_make(path)
    return MasterKey.load(path)


def check_master_key(service: Service) -> None:
    """Raise SettingError when the key in use opens no cabinet's, though there are some.

    Raises OperationalError when the database is away.
    """
    wrapped = _cabinets_by_key(service.clock)
    ours = service.master.key_id
    others = {key_id: n for key_id, n in wrapped.items() if key_id != ours}
    if not others:
        return
    path = key_path(service.settings)
    if ours not in wrapped:
        raise SettingError(
            f"master key {path}: its fingerprint is {ours}, but {_count(others)} under"
            f" {', '.join(sorted(others))}: {_PUT_BACK}"
        )
    counts = {"cabinets": sum(others.values()), "keys": sorted(others)}
    logger.error("cabinets are encrypted under another master key", extra=counts)


def _refuse_to_replace(settings: Settings, path: Path, clock: Engine) -> None:
    stored = settings.data_dir.absolute() / "blobs"
    if stored.exists() and any(stored.glob("*/*/*.pack")):
        raise SettingError(
            f"master key {path}: absent, but {stored} holds what it encrypted: {_PUT_BACK}"
        )
    try:
        wrapped = _cabinets_by_key(clock)
    except OperationalError:
        raise SettingError(
            f"master key {path}: absent, and the database does not say whether cabinets"
            " exist that need it: start the database first"
        ) from None
    if wrapped:
        raise SettingError(
            f"master key {path}: absent, but {_count(wrapped)} under"
            f" {', '.join(sorted(wrapped))}: {_PUT_BACK}"
        )


def _cabinets_by_key(clock: Engine) -> Counter[str]:
    """Count the cabinets' keys that each master key wrapped, by its fingerprint."""
    counted = select(Tenant.key_id, func.count().label("number")).group_by(
        Tenant.key_id
    )
    try:
        with clock.connect() as connection:
            if not inspect(connection).has_table("tenants"):
                return Counter()
            found = connection.execute(counted)
            return Counter({row.key_id: row.number for row in found})
    except ProgrammingError:
        raise SettingError(
            "the database is not at this version: run `reclampro migrate`"
        ) from None
    finally:
        # A start that is refused leaves nothing open.
        clock.dispose()


def _count(wrapped: dict[str, int]) -> str:
    number = sum(wrapped.values())
    return f"{number} cabinet{'s are' if number > 1 else ' is'} encrypted"


def check_start(service: Service) -> None:
    """Raise SettingError under a wrong role or key, OperationalError without a database."""
    check_roles(service)
    check_master_key(service)
