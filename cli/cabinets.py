"""The cabinet that a command means."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from models.store.service import Service

HELP = "id of the cabinet, or the address of one of its people"


def find_cabinet(service: Service, words: str) -> UUID:
    """The cabinet of an id or of a person's address; raises NotFound."""
    from models.base.errors import NotFound

    found = _of_person(service, words) if "@" in words else _of_id(service, words)
    if found is None:
        raise NotFound(f"no cabinet is known by {words}: expected {HELP}")
    return found


def _of_person(service: Service, email: str) -> UUID | None:
    from models.cabinets.people import find_by_email
    from models.store.session import platform_transaction

    with platform_transaction(service.app) as session:
        person = find_by_email(session, email)
        return person.tenant_id if person else None


def _of_id(service: Service, words: str) -> UUID | None:
    from models.rows.tenant import Tenant
    from models.store.session import tenant_transaction

    try:
        wanted = UUID(words)
    except ValueError:
        return None
    with tenant_transaction(service.app, wanted) as session:
        return wanted if session.get(Tenant, wanted) else None
