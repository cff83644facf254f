"""Forwarders of complaints: named by the cabinet, proved by a mailed link."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.addresses import fold_address, read_address
from models.base.errors import Refused
from models.cabinets.digests import digest_of
from models.cabinets.mailed_tokens import make_secret
from models.complaints.redeciding import redecide_waiting
from models.rows.base import new_id, now
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.tenant import Forwarder
from models.sending.case import list_verified_addresses
from models.store.service import Service

LIFETIME = timedelta(days=3)


def list_forwarders(session: Session, tenant_id: UUID) -> list[Forwarder]:
    """All of a cabinet, by address."""
    chosen = select(Forwarder).where(Forwarder.tenant_id == tenant_id)
    return list(session.scalars(chosen.order_by(Forwarder.email)))


def add(
    session: Session, tenant_id: UUID, email: str, name: str, actor_id: UUID
) -> Forwarder:
    """Name an address; it counts for nothing until its link was followed. Raises Refused."""
    address = fold_address(email)
    if not read_address(address):
        raise Refused("Cette adresse e-mail n’est pas valable.")
    known = session.scalars(
        select(Forwarder).where(
            Forwarder.tenant_id == tenant_id, Forwarder.email == address
        )
    ).first()
    if known is not None:
        raise Refused("Cette adresse est déjà dans la liste.")
    if address in list_verified_addresses(session, tenant_id):
        raise Refused("Cette adresse est déjà reconnue : c’est celle d’un utilisateur.")
    forwarder = Forwarder(tenant_id=tenant_id, id=new_id(), email=address, name=name)
    session.add(forwarder)
    session.flush()
    _record_event(session, forwarder, EventKind.FORWARDER_ADDED, actor_id)
    return forwarder


def new_link_token(forwarder: Forwarder) -> str:
    """Give the address a fresh token and return what its link carries, told once.

    The cabinet's id stands in it: behind row-level security nobody is found without.
    """
    secret = f"{forwarder.tenant_id.hex}.{make_secret()}"
    forwarder.token_hash = digest_of(secret)
    forwarder.token_expires_at = now() + LIFETIME
    return secret


def tenant_of(secret: str) -> UUID | None:
    """The cabinet that a link's token names; it proves nothing by itself."""
    try:
        return UUID(hex=secret.partition(".")[0])
    except ValueError:
        return None


def find_by_token(session: Session, secret: str) -> Forwarder | None:
    """The address that a live token proves."""
    chosen = select(Forwarder).where(
        Forwarder.token_hash == digest_of(secret), Forwarder.token_expires_at > now()
    )
    return session.scalars(chosen.with_for_update()).one_or_none()


def verify(session: Session, service: Service, forwarder: Forwarder) -> None:
    """Note that the owner followed the link; letters that waited for it are decided again."""
    forwarder.verified_at = now()
    forwarder.token_hash = forwarder.token_expires_at = None
    _record_event(session, forwarder, EventKind.FORWARDER_VERIFIED, None)
    session.flush()
    redecide_waiting(session, service, forwarder.tenant_id, None)


def remove(
    session: Session, service: Service, forwarder: Forwarder, actor_id: UUID
) -> None:
    """Stop trusting the address; letters that have not left are decided again."""
    _record_event(session, forwarder, EventKind.FORWARDER_REMOVED, actor_id)
    session.delete(forwarder)
    session.flush()
    redecide_waiting(session, service, forwarder.tenant_id, actor_id)


def _record_event(
    session: Session, forwarder: Forwarder, kind: EventKind, actor_id: UUID | None
) -> None:
    tenant_id = forwarder.tenant_id
    record(
        session,
        tenant_id,
        tenant_id,
        kind,
        actor_id=actor_id,
        forwarder_id=forwarder.id,
    )
