"""A cabinet whose mailbox has a provider, and the real intake over what it receives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from bench.spoofs.mails import FORWARDERS, OTHER_MAILBOX, PROVIDER, SITE
from ingest.mailbox.folder import Listed, make_fetched
from ingest.mailbox.store import Location, MailboxClaim, store
from ingest.trust.authentication import NO_PROVIDER
from models.base.settings import Settings
from models.cabinets.provision import open_cabinet, set_mediator
from models.mail.mailboxes import NewMailbox, add_mailbox
from models.rows.base import now
from models.rows.complaint_parts import ComplaintMessage
from models.rows.letter import Letter, LetterState
from models.rows.mailbox import Mailbox, MailLocation
from models.rows.tenant import Forwarder
from models.sending import acknowledgement
from models.store.service import Service, open_service
from models.store.session import tenant_transaction
from tests.servers import Database
from workers import take_in
from workers.liveness import Liveness

MAILBOX = "reclamations@in.reclampro.test"
_ENDED = (LetterState.HELD, LetterState.SUPPRESSED)


@dataclass(frozen=True)
class Fate:
    """State of the acknowledgement of one mail; "" without one."""

    leaves: bool = False
    recipient: str = ""
    reason: str = ""


@dataclass
class Cabinet:
    """One cabinet: mails go in, fates come out."""

    service: Service
    tenant_id: UUID
    mailbox_id: UUID
    _uids: Iterator[int] = field(default_factory=lambda: count(1))

    def receive(self, mails: Sequence[bytes]) -> list[UUID]:
        """Store mails as a poll does and take them in; returns the ids, in their order."""
        listed = [Listed(next(self._uids), len(raw), now()) for raw in mails]
        batch = [
            make_fetched(message, raw)
            for message, raw in zip(listed, mails, strict=True)
        ]
        locations = {
            message.uid: Location(message.uid, None, catch_up=False)
            for message in listed
        }
        with tenant_transaction(self.service.app, self.tenant_id) as session:
            key = self.service.tenant_key(session, self.tenant_id)
            session.add_all(self._location(message.uid) for message in listed)
        claim = MailboxClaim(self.tenant_id, self.mailbox_id, 0, key)
        ids = store(self.service, claim, 1, batch, locations)
        liveness = Liveness(self.service.app).begin()
        try:
            take_in.take_in_cabinet(self.service, liveness, self.tenant_id, ids[0])
        finally:
            liveness.end()
        return ids

    def check_nothing(self) -> None:
        """Say that the mailbox has no provider."""
        with tenant_transaction(self.service.app, self.tenant_id) as session:
            mailbox = session.get_one(Mailbox, (self.tenant_id, self.mailbox_id))
            mailbox.authserv_id = NO_PROVIDER

    def _location(self, uid: int) -> MailLocation:
        return MailLocation(
            tenant_id=self.tenant_id,
            mailbox_id=self.mailbox_id,
            uidvalidity=1,
            uid=uid,
            seen_at=now(),
        )

    def fates(self) -> dict[UUID, Fate]:
        """The fate of each message's acknowledgement, by message."""
        wanted = select(ComplaintMessage.message_id, Letter).join(
            Letter,
            (Letter.tenant_id == ComplaintMessage.tenant_id)
            & (Letter.complaint_id == ComplaintMessage.complaint_id),
        )
        with tenant_transaction(self.service.app, self.tenant_id) as session:
            rows = session.execute(wanted).all()
            return {message_id: _fate(letter) for message_id, letter in rows}

    def reach_last_safe_day(self) -> None:
        """Let go what nobody touched, as the last safe day does."""
        held = select(Letter).where(
            Letter.state == LetterState.HELD, Letter.next_attempt_at.is_not(None)
        )
        with tenant_transaction(self.service.app, self.tenant_id) as session:
            for letter in session.scalars(held).all():
                acknowledgement.release_on_last_day(session, self.service, letter)


def open_for_spoofs(database: Database, folder: Path) -> Cabinet:
    """A cabinet with verified forwarders and a mailbox checked by its provider."""
    service = open_service(
        Settings(
            data_dir=folder,
            database_url=database.app_url,
            clock_database_url=database.clock_url,
            allow_local_mail_hosts=True,
        )
    )
    tenant_id = _cabinet(service, "Martin Courtage")
    mailbox_id = _mailbox(service, tenant_id, MAILBOX)
    # Another cabinet's mailbox must not be written to either.
    other = _cabinet(service, "Autre Cabinet")
    _mailbox(service, other, OTHER_MAILBOX)
    with tenant_transaction(service.app, tenant_id) as session:
        for email in (SITE, *(email for _, email in FORWARDERS)):
            session.add(Forwarder(tenant_id=tenant_id, email=email, verified_at=now()))
    return Cabinet(service, tenant_id, mailbox_id)


def close_for_spoofs(cabinet: Cabinet) -> None:
    cabinet.service.app.dispose()
    cabinet.service.clock.dispose()


def _cabinet(service: Service, name: str) -> UUID:
    tenant_id = open_cabinet(
        service,
        name,
        address="12 rue des Lilas\n69003 Lyon",
        contact_name="Claire Martin",
        contact_email="reclamations@martin-courtage.test",
        contact_phone="04 78 00 00 00",
        orias="07001234",
    )
    place = "TSA 50110, 75441 Paris Cedex 09"
    site = "www.mediation-assurance.org"
    set_mediator(service, tenant_id, "La Médiation de l’Assurance", place, site)
    return tenant_id


def _mailbox(service: Service, tenant_id: UUID, address: str) -> UUID:
    new = NewMailbox(
        address=address,
        host="127.0.0.1",
        port=1,
        username=address,
        password="unused",
        authserv_id=PROVIDER,
        resolver="none",
    )
    with tenant_transaction(service.app, tenant_id) as session:
        return add_mailbox(session, service, tenant_id, new).id


def _fate(letter: Letter) -> Fate:
    leaves = letter.state not in _ENDED
    reason = f"{letter.reason}:{letter.detail}" if letter.detail else letter.reason
    return Fate(leaves, letter.recipient, reason)
