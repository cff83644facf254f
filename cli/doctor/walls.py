"""The walls between cabinets, as the database itself tells them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from cli.doctor.trouble import Trouble
from models.rows.tenant import Tenant
from models.store.service import Service
from models.store.session import tenant_transaction
from models.store.tables import PLATFORM_TABLES

ROLE = """
select rolname, rolsuper, rolbypassrls,
       exists (select from pg_class where relowner = pg_roles.oid and relkind = 'r')
  from pg_roles where rolname = current_user
"""
TABLES = """
select relname, relrowsecurity, relforcerowsecurity,
       exists (select from pg_policy where polrelid = pg_class.oid)
  from pg_class
 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
 order by relname
"""


def examine_role(row: Any, *, passes_walls: bool) -> None:
    """Raise when a role rules, owns, or passes the walls without being meant to."""
    name, is_superuser, bypasses, owns = row
    if is_superuser:
        raise Trouble(f"{name} is a superuser: row-level security does not bind it")
    if owns:
        raise Trouble(f"{name} owns tables: it must not be the owner role")
    if bypasses and not passes_walls:
        raise Trouble(f"{name} has BYPASSRLS: it must not")
    if passes_walls and not bypasses:
        raise Trouble(f"{name} lacks BYPASSRLS: it cannot find work across cabinets")


def examine_tables(rows: list[Any]) -> str:
    """Raise with the names of tables that have no wall and should."""
    walled = [row for row in rows if row[0] not in PLATFORM_TABLES]
    bare = [row[0] for row in walled if not all(row[1:])]
    if bare:
        raise Trouble(f"without row-level security, FORCE or policy: {', '.join(bare)}")
    if not walled:
        raise Trouble("no table is there yet: run `reclampro migrate`")
    return f"{len(walled)} tables walled, {len(rows) - len(walled)} of the platform"


def examine_keys(service: Service) -> int:
    """Raise when a cabinet's key does not open under the master key; how many do."""
    with service.clock.connect() as connection:
        ids = list(connection.scalars(select(Tenant.id)))
    for tenant_id in ids:
        with tenant_transaction(service.app, tenant_id) as session:
            service.tenant_key(session, tenant_id)
    return len(ids)
