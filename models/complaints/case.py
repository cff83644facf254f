"""Gather what the policy's questions look at."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models.complaints import caps, composing
from models.complaints.complaint import Complaint
from models.complaints.policy import Case, Facts
from models.mail.addresses import address_hash, base, folded
from models.mail.letter import Letter
from models.mail.mailbox import MailboxAddress
from models.service import Service
from models.tenants.forwarder import Forwarder
from models.tenants.tenant import Tenant
from models.tenants.user import User


def look(
    session: Session,
    service: Service,
    complaint: Complaint,
    letter: Letter,
    *,
    released: bool = False,
    last_day: bool = False,
) -> Case:
    """The case of one letter as it stands now; it changes nothing."""
    facts = Facts.from_json(letter.facts)
    tenant = session.get_one(Tenant, complaint.tenant_id)
    mailbox = composing.sending_mailbox(session, tenant.id, facts.mailbox_id)
    target = complaint.complainant_email
    return Case(
        complaint=complaint,
        tenant=tenant,
        facts=facts,
        mailbox=mailbox if facts.mailbox_id else None,
        sender=mailbox.address if mailbox else tenant.contact_email,
        lacking=composing.lacking(session, complaint),
        forwarder_verified=_is_verified(session, tenant.id, facts.forwarder_email),
        target_is_ours=_is_ours(session, service, target),
        full_cap=_full_cap(session, service, letter, target),
        released=released or letter.released_at is not None,
        last_day=last_day,
    )


def verified_addresses(session: Session, tenant_id: UUID) -> frozenset[str]:
    """Who may forward: addresses of the table, and people who confirmed their own."""
    forwarders = select(Forwarder.email).where(
        Forwarder.tenant_id == tenant_id, Forwarder.verified_at.is_not(None)
    )
    people = select(func.lower(User.email)).where(
        User.tenant_id == tenant_id, User.active, User.email_verified_at.is_not(None)
    )
    found = [*session.scalars(forwarders), *session.scalars(people)]
    return frozenset(map(folded, found))


def _is_verified(session: Session, tenant_id: UUID, email: str) -> bool:
    if not email:
        return False
    memory = composing.memory_of(session, "forwarders", tenant_id)
    if "all" not in memory:
        memory["all"] = verified_addresses(session, tenant_id)
    return folded(email) in memory["all"]


def _is_ours(session: Session, service: Service, address: str) -> bool:
    key = service.address_key
    hashes = {address_hash(key, address), address_hash(key, base(address))}
    known = exists().where(MailboxAddress.address_hash.in_(hashes))
    return bool(session.execute(select(known)).scalar())


def _full_cap(session: Session, service: Service, letter: Letter, target: str) -> str:
    # A flood from many people is spread out at the moment of sending.
    found = caps.reached(session, service, letter, target)
    return found.cap.code if found and not found.cap.postpones else ""
