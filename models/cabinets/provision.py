"""Opening a cabinet's space: its row, its data key, its first person."""

from __future__ import annotations

import secrets
from uuid import UUID

from models.rows.base import new_id, now
from models.rows.event_kinds import EventKind
from models.rows.history import begin
from models.rows.tenant import Mediator, Tenant
from models.rows.user import Role, User
from models.store.service import Service
from models.store.session import tenant_transaction


def open_cabinet(service: Service, name: str, **details: str | bool) -> UUID:
    """Make a cabinet and its data key; `details` are columns of `Tenant`."""
    tenant_id = new_id()
    wrapped = service.master.wrap(secrets.token_bytes(32), tenant_id.bytes)
    with tenant_transaction(service.app, tenant_id) as session:
        session.add(Tenant(id=tenant_id, name=name, wrapped_key=wrapped, **details))
        session.flush()
        begin(session, tenant_id, tenant_id, [(EventKind.TENANT_OPENED, {})])
    return tenant_id


def set_mediator(
    service: Service, tenant_id: UUID, name: str, address: str, site: str
) -> None:
    """Give the cabinet the mediator its letters must name."""
    with tenant_transaction(service.app, tenant_id) as session:
        session.add(
            Mediator(tenant_id=tenant_id, name=name, address=address, site=site)
        )


def add_user(
    service: Service,
    tenant_id: UUID,
    email: str,
    name: str,
    role: Role,
    *,
    password_hash: str = "",
    verified: bool = False,
) -> UUID:
    """Add a person; `verified` says that the address was proved by other means."""
    user = User(
        id=new_id(),
        tenant_id=tenant_id,
        email=email.strip(),
        name=name,
        role=role,
        password_hash=password_hash,
        email_verified_at=now() if verified else None,
    )
    with tenant_transaction(service.app, tenant_id) as session:
        session.add(user)
    return user.id
