"""Puts the demo's cabinets into the database, once, through the models' own functions."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from cli.demo.cast import CABINETS, MEDIATOR, PASSWORD, CabinetOfDemo
from models.cabinets.passwords import hash_password
from models.cabinets.people import find_by_email
from models.cabinets.provision import add_user, open_cabinet, set_mediator
from models.mail.mailboxes import NewMailbox, add_mailbox, wake
from models.rows.mailbox import Mailbox, Security
from models.rows.user import Role
from models.store.service import Service
from models.store.session import platform_transaction, tenant_transaction

SECURITY = {
    "imap": Security.NONE,
    "imaps": Security.TLS,
    "imap+starttls": Security.STARTTLS,
}
PORTS = {"imap": 143, "imaps": 993, "imap+starttls": 143}


def seed(service: Service, mail_password: str) -> dict[str, UUID]:
    """Make each cabinet that is missing; returns the cabinets' ids by mailbox address."""
    password_hash = hash_password(PASSWORD)
    found: dict[str, UUID] = {}
    for cabinet in CABINETS:
        tenant_id = _find(service, cabinet)
        if tenant_id is None:
            tenant_id = _open(service, cabinet, password_hash)
        _reach_mailbox(service, tenant_id, cabinet, mail_password)
        found[cabinet.mailbox] = tenant_id
    return found


def _find(service: Service, cabinet: CabinetOfDemo) -> UUID | None:
    with platform_transaction(service.app) as session:
        owner = find_by_email(session, cabinet.owner.email)
        return None if owner is None else owner.tenant_id


def _open(service: Service, cabinet: CabinetOfDemo, password_hash: str) -> UUID:
    """Make a cabinet; its owner comes last and tells that nothing is missing."""
    tenant_id = open_cabinet(service, cabinet.name, **cabinet.details)
    set_mediator(service, tenant_id, *MEDIATOR)
    for person in reversed(cabinet.people):
        with platform_transaction(service.app) as session:
            known = find_by_email(session, person.email) is not None
        if not known:
            add_user(
                service,
                tenant_id,
                person.email,
                person.name,
                Role(person.role),
                password_hash=password_hash,
                verified=True,
            )
    return tenant_id


def _reach_mailbox(
    service: Service, tenant_id: UUID, cabinet: CabinetOfDemo, password: str
) -> None:
    """Open the cabinet's mailbox, or say where the demo's server listens this time."""
    url = urlsplit(service.settings.imap_url)
    host, port = url.hostname or "127.0.0.1", url.port or PORTS[url.scheme]
    with tenant_transaction(service.app, tenant_id) as session:
        mailbox = session.scalars(
            select(Mailbox).where(Mailbox.address == cabinet.mailbox)
        ).one_or_none()
        if mailbox is None:
            new = NewMailbox(
                cabinet.mailbox,
                host,
                port,
                username=cabinet.mailbox,
                password=password,
                security=SECURITY[url.scheme],
                authserv_id="none",
                resolver="none",
                plus_addressing=True,
            )
            add_mailbox(session, service, tenant_id, new)
        elif (mailbox.host, mailbox.port) != (host, port):
            mailbox.host, mailbox.port = host, port
            wake(mailbox)
