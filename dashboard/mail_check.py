"""A mailbox's form, and whether the mailbox it describes answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from dashboard import labels
from dashboard.complaints.examining import read_heads
from dashboard.forms import Form
from dashboard.security.limits import hold_back
from ingest.mailbox.checking import check_mailbox
from ingest.mailbox.hosts import HostRefused, HostUnknown, check
from ingest.mailbox.imap import Account
from models.cabinets.cabinet import is_address
from models.cabinets.throttle import MAILBOX_CHECKS
from models.mail.mailboxes import NewMailbox
from models.rows.mailbox import Mailbox, Security
from models.rows.message import InboundMessage
from models.store.service import Service
from models.store.session import TenantSession

# A refusal takes at least this long: its haste would tell which ports are open.
_PATIENCE_SECONDS = 2.0
# How many of its latest messages tell who checks a mailbox's mail.
_LOOKED_AT = 5


@dataclass(frozen=True)
class Told:
    """What the form says; the password goes one way only."""

    address: str = ""
    host: str = ""
    port: int = 993
    security: Security = Security.TLS
    username: str = ""
    folder: str = "INBOX"
    authserv_id: str = ""
    plus_addressing: bool = False
    password: str = field(default="", repr=False)

    def as_new(self) -> NewMailbox:
        return NewMailbox(
            address=self.address,
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username or self.address,
            password=self.password,
            folder=self.folder,
            authserv_id=self.authserv_id,
            plus_addressing=self.plus_addressing,
        )

    def write_to(self, mailbox: Mailbox) -> None:
        """The settings but the address, which the mailbox keeps, and the password."""
        mailbox.host, mailbox.port = self.host, self.port
        mailbox.security, mailbox.folder = self.security, self.folder
        mailbox.username = self.username or mailbox.address
        mailbox.authserv_id = self.authserv_id
        mailbox.plus_addressing = self.plus_addressing


def likely_provider(db: TenantSession, service: Service, mailbox: Mailbox) -> str:
    """Who all the latest messages say has checked them; "" when they do not agree."""
    latest = db.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.tenant_id == db.tenant_id,
            InboundMessage.mailbox_id == mailbox.id,
            InboundMessage.sha256.is_not(None),
        )
        .order_by(InboundMessage.received_at.desc())
        .limit(_LOOKED_AT)
    )
    heads = read_heads(db, service, list(latest)).values()
    providers = {head.provider for head in heads}
    return providers.pop() if len(providers) == 1 else ""


def read_form(form: Form) -> Told:
    return Told(
        address=form.text("address", 254),
        host=form.text("host", 253),
        port=form.whole("port") or 993,
        security=form.choice("security", Security),
        username=form.text("username", 254),
        folder=form.text("folder", 200) or "INBOX",
        authserv_id=form.text("authserv_id", 253),
        plus_addressing=form.flag("plus_addressing"),
        password=form.secret("password"),
    )


def told_of(mailbox: Mailbox) -> Told:
    """What the form shows first."""
    return Told(
        address=mailbox.address,
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        username=mailbox.username,
        folder=mailbox.folder,
        authserv_id=mailbox.authserv_id,
        plus_addressing=mailbox.plus_addressing,
    )


def refusal_of(service: Service, tenant_id: UUID, told: Told, password: str) -> str:
    """Why this mailbox cannot be used, in French; "" when it answers. Limited in an hour."""
    if told.address and not is_address(told.address):
        return "L’adresse de la boîte n’est pas valable."
    if not 0 < told.port < 65536:
        return "Le port est un nombre de 1 à 65535."
    if not password:
        return "Indiquez le mot de passe de la boîte."
    hold_back(service, (MAILBOX_CHECKS, str(tenant_id)))
    began = time.monotonic()
    sentence = _ask(service, told, password)
    if sentence:
        time.sleep(max(0.0, _PATIENCE_SECONDS - (time.monotonic() - began)))
    return sentence


def _ask(service: Service, told: Told, password: str) -> str:
    allow_local = service.settings.allow_local_mail_hosts
    try:
        check(told.host, told.port, allow_local=allow_local)
    except HostRefused as refusal:
        return str(refusal)
    except HostUnknown:
        return labels.label("host_unknown", "trouble")
    account = Account(
        host=told.host,
        port=told.port,
        security=told.security,
        username=told.username or told.address,
        password=password,
        folder=told.folder,
    )
    code = check_mailbox(account, allow_local=allow_local)
    return labels.label(code, "trouble") if code else ""
