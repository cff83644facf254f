"""The form of a mailbox, and the check that the mailbox it describes answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from dashboard import labels
from dashboard.complaints.examining import read_heads
from dashboard.forms import Form
from dashboard.security.tries import count_tries
from ingest.mailbox.hosts import HostRefused, HostUnknown, check
from ingest.mailbox.imap import Account, check_mailbox
from models.base.addresses import read_address
from models.cabinets.throttle import MAILBOX_CHECKS
from models.mail.mailboxes import NewMailbox
from models.rows.mailbox import Mailbox, Security
from models.rows.message import InboundMessage
from models.store.service import Service
from models.store.session import TenantSession

# A refusal takes at least this long: its haste would tell which ports are open.
_LEAST_SECONDS = 2.0
# How many of its latest messages say who checks a mailbox's mail.
_SAMPLE_SIZE = 5


@dataclass(frozen=True)
class MailboxValues:
    """The form of a mailbox; the password goes one way only."""

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


def find_provider(db: TenantSession, service: Service, mailbox: Mailbox) -> str:
    """The provider that all the latest messages name; "" when they do not agree."""
    latest = db.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.tenant_id == db.tenant_id,
            InboundMessage.mailbox_id == mailbox.id,
            InboundMessage.sha256.is_not(None),
        )
        .order_by(InboundMessage.received_at.desc())
        .limit(_SAMPLE_SIZE)
    )
    heads = read_heads(db, service, list(latest)).values()
    providers = {head.provider for head in heads}
    return providers.pop() if len(providers) == 1 else ""


def read_values(form: Form) -> MailboxValues:
    return MailboxValues(
        address=form.text("address", 254),
        host=form.text("host", 253),
        # A blank port is the one of IMAP over TLS.
        port=form.whole("port") or 993,
        security=form.choice("security", Security),
        username=form.text("username", 254),
        folder=form.text("folder", 200) or "INBOX",
        authserv_id=form.text("authserv_id", 253),
        plus_addressing=form.flag("plus_addressing"),
        password=form.secret("password"),
    )


def values_of(mailbox: Mailbox) -> MailboxValues:
    """The values that the form shows first."""
    return MailboxValues(
        address=mailbox.address,
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        username=mailbox.username,
        folder=mailbox.folder,
        authserv_id=mailbox.authserv_id,
        plus_addressing=mailbox.plus_addressing,
    )


def find_refusal(
    service: Service, tenant_id: UUID, values: MailboxValues, password: str
) -> str:
    """The French reason why the mailbox cannot be used; "" when it answers.

    A cabinet has so many tries an hour.
    """
    if values.address and not read_address(values.address):
        return "L’adresse de la boîte n’est pas valable."
    if not 0 < values.port < 65536:
        return "Le port est un nombre de 1 à 65535."
    if not password:
        return "Indiquez le mot de passe de la boîte."
    count_tries(service, (MAILBOX_CHECKS, str(tenant_id)))
    began = time.monotonic()
    sentence = _ask(service, values, password)
    if sentence:
        time.sleep(max(0.0, _LEAST_SECONDS - (time.monotonic() - began)))
    return sentence


def _ask(service: Service, values: MailboxValues, password: str) -> str:
    """Connect to the mailbox; returns the French sentence of its trouble, "" when it answers."""
    allow_local = service.settings.allow_local_mail_hosts
    try:
        # Before any connection: a form must not reach into the network of the service.
        check(values.host, values.port, allow_local=allow_local)
    except HostRefused as refusal:
        return str(refusal)
    except HostUnknown:
        return labels.label("host_unknown", "trouble")
    account = Account(
        host=values.host,
        port=values.port,
        security=values.security,
        username=values.username or values.address,
        password=password,
        folder=values.folder,
    )
    code = check_mailbox(account, allow_local=allow_local)
    return labels.label(code, "trouble") if code else ""
