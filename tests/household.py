"""A cabinet with a mailbox on a real Dovecot, and a process that polls it: for tests of intake."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ingest.mailbox.imap import Account, account_of
from models.base.settings import Settings
from models.cabinets.provision import open_cabinet, set_mediator
from models.mail.mailboxes import NewMailbox, add_mailbox
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.mailbox import Mailbox, Security
from models.rows.message import InboundMessage
from models.store.service import Service, open_service
from models.store.session import tenant_transaction
from tests.servers import Database, Dovecot
from workers import poll, take_in
from workers.liveness import Liveness

_numbers = itertools.count(1)
_BODY = (
    "Madame, Monsieur,\n\nJe conteste l’indemnité versée pour le sinistre {number}.\n"
)
DETAILS = {
    "address": "12 rue des Lilas\n69003 Lyon",
    "contact_name": "Claire Martin",
    "contact_email": "reclamations@martin-courtage.test",
    "contact_phone": "04 78 00 00 00",
    "orias": "07001234",
}


@dataclass
class House:
    """One cabinet, one mailbox, one liveness: what a test drives."""

    service: Service
    dovecot: Dovecot
    liveness: Liveness
    tenant_id: UUID
    address: str
    mailbox_id: UUID = field(default_factory=lambda: UUID(int=0))

    def deliver(self, *mails: bytes) -> None:
        self.dovecot.append(self.address, *mails)

    def add_mailbox(self, **changes: Any) -> UUID:
        new = NewMailbox(
            address=self.address,
            host=self.dovecot.host,
            port=self.dovecot.port,
            username=self.address,
            password="secret",
            security=Security.NONE,
            authserv_id="none",
            resolver="none",
        )
        with self.session() as session:
            added = add_mailbox(
                session, self.service, self.tenant_id, replace(new, **changes)
            )
        return added.id

    def account(self, **changes: Any) -> Account:
        """Account by which the mailbox is reached."""
        with self.session() as session:
            mailbox = session.get_one(Mailbox, (self.tenant_id, self.mailbox_id))
            return replace(account_of(session, self.service, mailbox), **changes)

    def poll(self) -> Mailbox:
        """Poll now, whatever the timetable says; returns the mailbox as it is then."""
        with self.session() as session:
            session.get_one(
                Mailbox, (self.tenant_id, self.mailbox_id)
            ).next_attempt_at = None
        poll.poll(self.service, self.liveness, self.tenant_id, self.mailbox_id)
        return self.mailbox()

    def take_in(self) -> None:
        take_in.take_in_cabinet(
            self.service, self.liveness, self.tenant_id, UUID(int=0)
        )

    def session(self) -> Any:
        return tenant_transaction(self.service.app, self.tenant_id)

    def mailbox(self) -> Mailbox:
        with self.session() as session:
            return session.get_one(Mailbox, (self.tenant_id, self.mailbox_id))

    def all(self, table: type[Any]) -> list[Any]:
        with self.session() as session:
            return list(session.scalars(select(table)))

    def complaints(self) -> list[Complaint]:
        return self.all(Complaint)

    def verdicts(self) -> list[str]:
        return sorted(m.verdict.value for m in self.all(InboundMessage))


def open_house(database: Database, dovecot: Dovecot, folder: Path) -> House:
    """A cabinet of its own in a fresh database, with an empty mailbox added now."""
    settings = Settings(
        data_dir=folder,
        database_url=database.app_url,
        clock_database_url=database.clock_url,
        allow_local_mail_hosts=True,
    )
    service = open_service(settings)
    tenant_id = open_cabinet(service, "Martin Courtage", **DETAILS)
    set_mediator(
        service,
        tenant_id,
        "La Médiation de l’Assurance",
        "TSA 50110, 75441 Paris Cedex 09",
        "www.mediation-assurance.org",
    )
    address = f"cabinet{next(_numbers)}@in.reclampro.test"
    liveness = Liveness(service.app).begin()
    house = House(service, dovecot, liveness, tenant_id, address)
    house.mailbox_id = house.add_mailbox()
    return house


def close_house(house: House) -> None:
    house.liveness.end()
    house.service.close()


def mail(
    subject: str = "Réclamation sinistre auto",
    body: str = "",
    sender: str = "Jean Durand <jean.durand@client.test>",
    **headers: str,
) -> bytes:
    """A plain mail from a customer, sent just now; without a body, each has its own words."""
    number = next(_numbers)
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "reclamations@in.reclampro.test"
    message["Subject"] = subject
    message["Date"] = headers.pop("date", format_datetime(now()))
    message["Message-ID"] = headers.pop("message_id", f"<m{number}@client.test>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body or _BODY.format(number=number))
    return message.as_bytes().replace(b"\n", b"\r\n")
