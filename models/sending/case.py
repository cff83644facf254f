"""Gather what the policy's questions look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base.addresses import fold_address, is_of_office
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind
from models.rows.tenant import Forwarder, Tenant
from models.rows.user import User
from models.sending import caps, composing
from models.sending.deciding import find_letters
from models.sending.policy_inputs import Case, Facts
from models.store.service import Service


def build_policy_inputs(
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
    tenant = composing.tenant_of(session, complaint.tenant_id)
    mailbox = composing.sending_mailbox(session, tenant.id, facts.mailbox_id)
    target = caps.look_at(session, service, letter, complaint.complainant_email)
    return Case(
        complaint=complaint,
        tenant=tenant,
        facts=facts,
        mailbox=mailbox if facts.mailbox_id else None,
        sender=mailbox.address if mailbox else tenant.contact_email,
        lacking=composing.lacking(session, complaint),
        forwarder_verified=_is_verified(session, tenant.id, facts.forwarder_email),
        forwarder_of_office=is_of_office(
            facts.forwarder_email, _load_verified(session, tenant.id)
        ),
        strangers=tuple(
            address
            for address in facts.between
            if not _is_verified(session, tenant.id, address)
        ),
        target_is_ours=target.is_ours,
        target_forwards=_is_verified(session, tenant.id, complaint.complainant_email),
        full_cap=target.full_cap,
        receipt=_receipt(session, complaint, letter),
        released=released or letter.released_at is not None,
        last_day=last_day,
    )


def _receipt(session: Session, complaint: Complaint, letter: Letter) -> Letter | None:
    if letter.kind is not LetterKind.ACKNOWLEDGEMENT:
        return None
    found = find_letters(session, complaint)
    return next((each for each in found if each.kind is LetterKind.RECEIPT), None)


def list_verified_addresses(session: Session, tenant_id: UUID) -> frozenset[str]:
    """Verified forwarders: addresses of the table, and people who confirmed their own."""
    forwarders = select(Forwarder.email).where(
        Forwarder.tenant_id == tenant_id, Forwarder.verified_at.is_not(None)
    )
    people = select(func.lower(User.email)).where(
        User.tenant_id == tenant_id, User.active, User.email_verified_at.is_not(None)
    )
    found = [*session.scalars(forwarders), *session.scalars(people)]
    return frozenset(map(fold_address, found))


def colleagues_of(
    session: Session, tenant: Tenant, mailbox_id: UUID | None
) -> Callable[[str], bool]:
    """Tells the addresses of the cabinet's side: verified ones, its own, and their offices'."""

    def is_ours(email: str) -> bool:
        mailbox = composing.sending_mailbox(session, tenant.id, mailbox_id)
        own = {tenant.contact_email, mailbox.address if mailbox else ""} - {""}
        known = _load_verified(session, tenant.id) | set(map(fold_address, own))
        return fold_address(email) in known or is_of_office(email, known)

    return is_ours


def _is_verified(session: Session, tenant_id: UUID, email: str) -> bool:
    return bool(email) and fold_address(email) in _load_verified(session, tenant_id)


def _load_verified(session: Session, tenant_id: UUID) -> frozenset[str]:
    memory = composing.memory_of(session, "forwarders", tenant_id)
    if "all" not in memory:
        memory["all"] = list_verified_addresses(session, tenant_id)
    return cast("frozenset[str]", memory["all"])
