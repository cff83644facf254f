"""One cabinet and one person, in a transaction that is rolled back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from models.base.settings import Settings
from models.complaints.work import Work
from models.rows.base import new_id
from models.rows.tenant import Tenant
from models.rows.user import Role, User
from models.store.service import Service
from models.store.session import TenantSession
from models.vault.keys import MasterKey
from models.vault.packs import PackStore
from tests.models.complaints.scene import NOW


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """Keys and packs of this test alone; the verbs get a session, so no engine is used."""
    nowhere = create_engine("postgresql+psycopg://")
    return Service(
        settings=Settings(data_dir=tmp_path),
        app=nowhere,
        clock=nowhere,
        master=MasterKey(secrets.token_bytes(32)),
        packs=PackStore(tmp_path / "blobs"),
    )


@pytest.fixture
def session(connection: Connection, service: Service) -> Iterator[TenantSession]:
    tenant_id = new_id()
    wrapped = service.master.wrap(secrets.token_bytes(32), tenant_id.bytes)
    with TenantSession(
        connection, tenant_id, join_transaction_mode="create_savepoint"
    ) as found:
        found.add(Tenant(id=tenant_id, name="Cabinet Duval", wrapped_key=wrapped))
        found.flush()
        yield found


@pytest.fixture
def tenant(session: TenantSession) -> Tenant:
    return session.get_one(Tenant, session.tenant_id)


@pytest.fixture
def alice(session: TenantSession) -> User:
    return make_user(session, "Alice Duval", Role.OWNER)


@pytest.fixture
def work(session: TenantSession, service: Service, alice: User) -> Work:
    """Alice at work on a Monday of 2026, her page fresh."""
    return Work(session, service, alice.id, at=NOW)


def make_user(session: TenantSession, name: str, role: Role) -> User:
    """A person of the session's cabinet."""
    email = f"{name.split()[0].lower()}.{new_id()}@duval.example"
    user = User(tenant_id=session.tenant_id, email=email, name=name, role=role)
    session.add(user)
    session.flush()
    return user
