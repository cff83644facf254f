"""Of two people who change the same complaint at once, one is told."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine

from models.base.errors import StaleVersion
from models.complaints.by_hand import Entry, enter
from models.complaints.moves import move_to
from models.complaints.register import next_number
from models.complaints.work import Work
from models.rows.base import new_id
from models.rows.complaint import Complaint, RegisterCounter, Status
from models.rows.tenant import Tenant
from models.store.service import Service
from models.store.session import TenantSession, make_engine, tenant_transaction
from tests.models.complaints.scene import NOW, make_complaint, make_draft
from tests.servers import Database


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    found = make_engine(database.app_url)
    yield found
    found.dispose()


@pytest.fixture
def tenant_id(engine: Engine, service: Service) -> UUID:
    tenant_id = new_id()
    with tenant_transaction(engine, tenant_id) as session:
        key = service.master.wrap(secrets.token_bytes(32), tenant_id.bytes)
        session.add(Tenant(id=tenant_id, name="Cabinet Duval", wrapped_key=key))
    return tenant_id


def test_one_of_two_is_told(engine: Engine, service: Service, tenant_id: UUID) -> None:
    with tenant_transaction(engine, tenant_id) as session:
        complaint = make_complaint(session)
        key, seen = (tenant_id, complaint.id), complaint.version
    both = Barrier(2)

    def move(_: int) -> str:
        try:
            with tenant_transaction(engine, tenant_id) as mine:
                found = mine.get_one(Complaint, key)
                both.wait(10)
                work = Work(mine, service, new_id(), seen=seen)
                move_to(work, found, Status.IN_PROGRESS)
        except StaleVersion:
            return "told"
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(move, range(2))) == ["moved", "told"]


def test_numbers_have_no_hole_however_many_ask(engine: Engine, tenant_id: UUID) -> None:
    def ask(turn: int) -> None:
        with tenant_transaction(engine, tenant_id) as session:
            number = next_number(session, tenant_id, 2026)
            if turn % 3:
                make_draft(session, number=number)
            else:
                session.rollback()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(30)))

    with TenantSession(engine, tenant_id) as session:
        given = sorted(c.number or "" for c in session.query(Complaint))
    assert given == [f"2026-{n:04d}" for n in range(1, 21)]


def test_a_form_sent_twice_at_once_makes_one(
    engine: Engine, tenant_id: UUID, service: Service
) -> None:
    entry = Entry(
        form_id=new_id(),
        channel="post",
        sent_on=date(2026, 11, 16),
        received_on=date(2026, 11, 18),
        body="Je conteste.",
        fields={"complainant_name": "Paul Girard"},
    )
    both = Barrier(2)

    def send(_: int) -> str | None:
        with tenant_transaction(engine, tenant_id) as session:
            tenant = session.get_one(Tenant, tenant_id)
            both.wait(10)
            made = enter(Work(session, service, new_id(), NOW), tenant, entry)
            return made.number

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, range(2))) == ["2026-0001", "2026-0001"]
    with TenantSession(engine, tenant_id) as session:
        assert session.query(Complaint).count() == 1
        assert session.query(RegisterCounter).one().last == 1
