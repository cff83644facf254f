"""Mailboxes as a person manages them: add one, stop it, change its password, ask for older mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.base.addresses import address_hash
from models.base.errors import Refused
from models.rows.base import new_id, now
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.mailbox import Health, Mailbox, MailboxAddress, Security
from models.rows.message import InboundMessage, Verdict
from models.rows.tenant import Tenant
from models.store.service import Service
from models.vault.keys import context, open_sealed, seal

BEFORE_ACTIVATION = "before_activation"
TAKEN = "Cette adresse est déjà relevée par un espace."
ODD = "Une adresse, un identifiant ou un dossier contient un caractère interdit."
NOT_AN_ADDRESS = "L’adresse de la boîte n’est pas valable."
TOO_MANY = "Un espace relève au plus {limit} boîtes : arrêtez-en une avant d’en ajouter une autre."
CLEAR = "Une connexion sans chiffrement n’est pas permise."


@dataclass(frozen=True)
class NewMailbox:
    """Settings of a mailbox as a person typed them; `import_since` None: from now on."""

    address: str
    host: str
    port: int
    username: str
    password: str
    security: Security = Security.TLS
    folder: str = "INBOX"
    import_since: datetime | None = None
    authserv_id: str = ""
    resolver: str = ""
    plus_addressing: bool = False


def add_mailbox(
    session: Session,
    service: Service,
    tenant_id: UUID,
    new: NewMailbox,
    actor_id: UUID | None = None,
) -> Mailbox:
    """Open a mailbox; the first poll comes at once. Raises Refused.

    The host is judged where it is called (`ingest.mailbox.hosts`): a name's address may change.
    """
    _check(service, new)
    _refuse_too_many(session, service, tenant_id)
    mailbox_id = new_id()
    _enter_directory(session, service, tenant_id, mailbox_id, new.address)
    # Servers tell whole seconds: what comes in this very second is new.
    since = (new.import_since or now()).replace(microsecond=0)
    mailbox = Mailbox(
        tenant_id=tenant_id,
        id=mailbox_id,
        address=new.address.strip(),
        host=new.host.strip(),
        port=new.port,
        security=new.security,
        username=new.username,
        folder=new.folder,
        sealed_password=b"",
        import_since=since,
        authserv_id=new.authserv_id,
        resolver=new.resolver,
        plus_addressing=new.plus_addressing,
        health_since=now(),
    )
    seal_password(session, service, mailbox, new.password)
    session.add(mailbox)
    session.flush()
    _record_event(session, mailbox, EventKind.MAILBOX_ADDED, actor_id)
    return mailbox


def seal_password(
    session: Session, service: Service, mailbox: Mailbox, password: str
) -> None:
    """Keep a password under the cabinet's key; it is never shown again."""
    _refuse_controls(password)
    key = service.tenant_key(session, mailbox.tenant_id)
    mailbox.sealed_password = seal(key, password.encode(), _place(mailbox))


def password_of(session: Session, service: Service, mailbox: Mailbox) -> str:
    """The password, for the moment of a login; raises IntegrityLost."""
    key = service.tenant_key(session, mailbox.tenant_id)
    return open_sealed(key, mailbox.sealed_password, _place(mailbox)).decode()


def change_password(
    session: Session,
    service: Service,
    mailbox: Mailbox,
    password: str,
    actor_id: UUID | None = None,
) -> None:
    """Replace the password and try it at once."""
    seal_password(session, service, mailbox, password)
    wake(mailbox)
    _record_event(session, mailbox, EventKind.MAILBOX_PASSWORD_CHANGED, actor_id)


def deactivate(
    session: Session, mailbox: Mailbox, actor_id: UUID | None = None
) -> None:
    """Stop polling; messages and cursor are kept."""
    mailbox.active = False
    _record_event(session, mailbox, EventKind.MAILBOX_DEACTIVATED, actor_id)


def activate(
    session: Session, service: Service, mailbox: Mailbox, actor_id: UUID | None = None
) -> None:
    """Poll it again, from the cursor: mail that came since is new. Raises Refused."""
    if not mailbox.active:
        _refuse_too_many(session, service, mailbox.tenant_id)
    mailbox.active = True
    wake(mailbox)
    _record_event(session, mailbox, EventKind.MAILBOX_ACTIVATED, actor_id)


def wake(mailbox: Mailbox) -> None:
    """Let the next poll come at once, whatever the failures before."""
    mailbox.next_attempt_at, mailbox.failures = None, 0


def import_older(
    session: Session,
    mailbox: Mailbox,
    since: datetime | None = None,
    actor_id: UUID | None = None,
) -> int:
    """Ask for the mail that was there before the activation; says how many are wanted.

    The next poll fetches them; their acknowledgements wait for a person.
    """
    older = (
        update(InboundMessage)
        .where(
            InboundMessage.tenant_id == mailbox.tenant_id,
            InboundMessage.mailbox_id == mailbox.id,
            InboundMessage.verdict == Verdict.IGNORED,
            InboundMessage.rule == BEFORE_ACTIVATION,
        )
        .values(verdict=Verdict.WANTED, rule="", judged_at=None)
        .returning(InboundMessage.id)
        .execution_options(synchronize_session=False)
    )
    if since is not None:
        older = older.where(InboundMessage.received_at >= since)
    wanted = len(session.execute(older).all())
    wake(mailbox)
    _record_event(
        session, mailbox, EventKind.MAILBOX_OLDER_ASKED, actor_id, wanted=wanted
    )
    return wanted


def record_changes(session: Session, mailbox: Mailbox, actor_id: UUID | None) -> None:
    """Write down that a person changed how it is reached, and try it at once."""
    wake(mailbox)
    _record_event(session, mailbox, EventKind.MAILBOX_CHANGED, actor_id)


def set_health(mailbox: Mailbox, health: Health, code: str = "") -> None:
    """Say how a mailbox is; `health_since` moves only when it changes."""
    if mailbox.health is not health:
        mailbox.health, mailbox.health_since = health, now()
    mailbox.last_error = code


def _check(service: Service, new: NewMailbox) -> None:
    local, _, domain = new.address.strip().rpartition("@")
    if not local or not domain:
        raise Refused(NOT_AN_ADDRESS)
    for text in (new.address, new.host, new.username, new.password, new.folder):
        _refuse_controls(text)
    if new.security is Security.NONE and not service.settings.allow_local_mail_hosts:
        raise Refused(CLEAR)


def _refuse_too_many(session: Session, service: Service, tenant_id: UUID) -> None:
    """Mailboxes are threads and connections that other cabinets wait for."""
    limit = service.settings.mailboxes_per_tenant
    # Two people who add at the same moment are counted one after the other.
    session.get_one(Tenant, tenant_id, with_for_update=True)
    polled = select(func.count()).where(
        Mailbox.tenant_id == tenant_id, Mailbox.active.is_(True)
    )
    if (session.scalar(polled) or 0) >= limit:
        raise Refused(TOO_MANY.format(limit=limit))


def _refuse_controls(text: str) -> None:
    # A line break in a credential or a folder name would be a command of its own.
    if not text or any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise Refused(ODD)


def _enter_directory(
    session: Session, service: Service, tenant_id: UUID, mailbox_id: UUID, address: str
) -> None:
    row = insert(MailboxAddress).values(
        address_hash=address_hash(service.address_key, address),
        tenant_id=tenant_id,
        mailbox_id=mailbox_id,
    )
    entered = row.on_conflict_do_nothing().returning(MailboxAddress.address_hash)
    if session.execute(entered).scalar_one_or_none() is None:
        raise Refused(TAKEN)


def _place(mailbox: Mailbox) -> bytes:
    return context(mailbox.tenant_id, "mailboxes", "password", mailbox.id)


def _record_event(
    session: Session,
    mailbox: Mailbox,
    kind: EventKind,
    actor_id: UUID | None,
    **data: Any,
) -> None:
    tenant_id = mailbox.tenant_id
    record(
        session,
        tenant_id,
        tenant_id,
        kind,
        actor_id=actor_id,
        mailbox_id=mailbox.id,
        **data,
    )
