"""A cabinet with a mailbox and drafts, for the tests of what leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.base.settings import Settings
from models.cabinets.provision import add_user, open_cabinet, set_mediator
from models.law.calendar import Calendar
from models.law.deadlines import Regime, count
from models.letters.identifiers import public_reference
from models.rows.base import new_id
from models.rows.complaint import Complaint
from models.rows.history import Event, begin
from models.rows.letter import Letter, LetterState, Notice
from models.rows.mailbox import Mailbox
from models.rows.tenant import Forwarder, Tenant
from models.rows.user import Role
from models.sending import acknowledgement
from models.sending.policy_inputs import Facts
from models.store.service import Service, open_service
from models.store.session import TenantSession, tenant_transaction
from models.vault.keys import MasterKey
from tests.servers import Database
from workers import send
from workers.liveness import Liveness

PARIS = ZoneInfo("Europe/Paris")
FORWARDER = "courtier@cabinet.example"


def make_service(database: Database, folder: Path, **changes: Any) -> Service:
    """A service on that database; `changes` are settings."""
    # The cabinets of earlier tests have keys of their own: none would be made beside them.
    MasterKey.load_or_make(folder / "master.key")
    values: dict[str, Any] = {
        "data_dir": folder,
        "database_url": database.app_url,
        "clock_database_url": database.clock_url,
        "allow_local_mail_hosts": True,
        "mail_domains": ("in.reclampro.test",),
    }
    return open_service(Settings(**(values | changes)))


@dataclass
class LetterDesk:
    """One cabinet and what it does in a test."""

    service: Service
    tenant_id: UUID
    mailbox_id: UUID
    user_id: UUID

    @contextmanager
    def db(self) -> Iterator[TenantSession]:
        with tenant_transaction(self.service.app, self.tenant_id) as session:
            yield session

    def facts(self, **changes: Any) -> Facts:
        """A forwarded mail that nothing troubles."""
        values = Facts(
            allowed=True,
            forwarded=True,
            forwarder_email=FORWARDER,
            in_reply_to="<m1@client.example>",
            mailbox_id=self.mailbox_id,
            received_at=datetime.now(UTC),
        )
        return replace(values, **changes)

    def draft(
        self, email: str = "", facts: Facts | None = None, **changes: Any
    ) -> tuple[UUID, UUID]:
        """A draft with its acknowledgement planned; returns (complaint, letter)."""
        sent_at = changes.pop("sent_at", datetime.now(UTC) - timedelta(hours=3))
        with self.db() as session:
            complaint = make_complaint(self.tenant_id, sent_at, **changes)
            complaint.complainant_email = email or f"{new_id().hex}@client.example"
            session.add(complaint)
            begin(session, self.tenant_id, complaint.id, [("complaint:drafted", {})])
            letter = acknowledgement.plan(
                session, self.service, complaint, facts or self.facts()
            )
        return complaint.id, letter.id

    def letter(self, letter_id: UUID) -> Letter:
        with self.db() as session:
            return session.get_one(Letter, (self.tenant_id, letter_id))

    def put(self, letter_id: UUID, state: LetterState) -> None:
        with self.db() as session:
            session.get_one(Letter, (self.tenant_id, letter_id)).state = state

    def send(self, liveness: Liveness, letter_id: UUID) -> Letter:
        send.send(self.service, liveness, self.tenant_id, letter_id)
        return self.letter(letter_id)

    def complaint(self, complaint_id: UUID) -> Complaint:
        with self.db() as session:
            return session.get_one(Complaint, (self.tenant_id, complaint_id))

    def events(self, complaint_id: UUID) -> list[str]:
        """The kinds of a complaint's history, in order."""
        with self.db() as session:
            mine = select(Event.kind).where(Event.stream == complaint_id)
            return list(session.scalars(mine.order_by(Event.position)))

    def notices(self) -> list[tuple[str, UUID | None]]:
        with self.db() as session:
            return [(n.kind, n.complaint_id) for n in session.scalars(select(Notice))]

    def change(self, **changes: Any) -> None:
        """Change the cabinet's own row."""
        with self.db() as session:
            tenant = session.get_one(Tenant, self.tenant_id)
            for name, value in changes.items():
                setattr(tenant, name, value)


def make_desk(service: Service, name: str = "Cabinet Dupont") -> LetterDesk:
    """A cabinet whose letters lack nothing, with a mailbox and a verified owner."""
    tenant_id = open_cabinet(
        service,
        name,
        address="12 rue des Lilas\n75011 Paris",
        contact_name="Service réclamations",
        contact_email="reclamations@cabinet.example",
        contact_phone="01 23 45 67 89",
        orias="07001234",
    )
    site = "https://www.mediation-assurance.org"
    place = "TSA 50110, 75441 Paris Cedex 09"
    set_mediator(service, tenant_id, "La Médiation de l’Assurance", place, site)
    tag = tenant_id.hex[-6:]
    user_id = add_user(
        service,
        tenant_id,
        f"alice@{tag}.example",
        "Alice",
        Role.OWNER,
        verified=True,
    )
    mailbox_id = _add_mailbox(service, tenant_id, f"r-{tag}@in.reclampro.test")
    desk = LetterDesk(service, tenant_id, mailbox_id, user_id)
    verify_forwarder(desk, FORWARDER)
    return desk


def verify_forwarder(desk: LetterDesk, email: str) -> None:
    with desk.db() as session:
        session.add(
            Forwarder(
                tenant_id=desk.tenant_id, email=email, verified_at=datetime.now(UTC)
            )
        )


def make_complaint(tenant_id: UUID, sent_at: datetime, **changes: Any) -> Complaint:
    """A draft in French law, sent at that instant and received a little later."""
    received_at = changes.pop("received_at", sent_at + timedelta(minutes=5))
    calendar = Calendar("FR", good_friday=False)
    days = count(Regime.ACPR, sent_at, received_at, calendar, PARIS)
    values: dict[str, Any] = {
        "public_reference": public_reference(),
        "complainant_name": "Jeanne Martin",
        "subject": "Sinistre mal indemnisé",
        "sent_at": sent_at,
        "sent_precision": "minute",
        "sent_on": days.starts_on,
        "received_at": received_at,
        "received_on": days.received_on,
        "acknowledge_by": days.acknowledge_by,
        "answer_by": days.answer_by,
        "late_on_arrival": days.late_on_arrival,
        "regime": Regime.ACPR,
    }
    return Complaint(tenant_id=tenant_id, id=new_id(), **(values | changes))


def _add_mailbox(service: Service, tenant_id: UUID, address: str) -> UUID:
    mailbox_id = new_id()
    with tenant_transaction(service.app, tenant_id) as session:
        session.add(
            Mailbox(
                tenant_id=tenant_id,
                id=mailbox_id,
                address=address,
                host="127.0.0.1",
                port=1,
                username=address,
                sealed_password=b"",
                import_since=datetime.now(UTC),
                authserv_id="none",
                resolver="none",
                active=False,
            )
        )
    return mailbox_id


@pytest.fixture(scope="module")
def service(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    made = make_service(module_database, tmp_path_factory.mktemp("letters"))
    yield made
    made.app.dispose()
    made.clock.dispose()


@pytest.fixture
def desk(service: Service) -> LetterDesk:
    """A cabinet of this test alone."""
    return make_desk(service)


@pytest.fixture
def liveness(service: Service) -> Iterator[Liveness]:
    alive = Liveness(service.app).begin()
    yield alive
    alive.end()
