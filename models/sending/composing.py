"""A letter's text and bytes from the complaint and the cabinet, fixed in its row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.addresses import domain_of
from models.law.deadlines import Regime
from models.letters import acknowledgement_text, envelope, identifiers
from models.letters.acknowledgement_text import mediators_for
from models.letters.facts import (
    Address,
    Cabinet,
    Confirmed,
    Dates,
    LetterFacts,
    Mediator,
    Text,
)
from models.rows import tenant as tenants
from models.rows.complaint import Complaint
from models.rows.letter import Letter
from models.rows.mailbox import Mailbox
from models.rows.user import User
from models.store.service import Service

_MEMORY = "letters"
_ORDER = tuple(tenants.Activity)
_IS_PROFESSIONAL = {"individual": False, "professional": True}


def memory_of(session: Session, name: str, key: Any) -> dict[Any, Any]:
    """A small memory of one transaction: a batch of drafts asks the same things again."""
    kept = session.info.setdefault(_MEMORY, {})
    return cast("dict[Any, Any]", kept.setdefault((name, key), {}))


def forget(session: Session) -> None:
    """Ask again: a person has just changed something."""
    session.info.pop(_MEMORY, None)


def tenant_of(session: Session, tenant_id: UUID) -> tenants.Tenant:
    """The cabinet's row, kept for the transaction: a session alone would forget it."""
    memory = memory_of(session, "tenant", tenant_id)
    if not memory:
        memory["row"] = session.get_one(tenants.Tenant, tenant_id)
    return cast("tenants.Tenant", memory["row"])


def cabinet_of(session: Session, complaint: Complaint) -> Cabinet:
    """Identity of the cabinet as letters state it, with the mediator of the complaint's activity."""
    memory = memory_of(session, "cabinet", complaint.tenant_id)
    # A complaint that is not flushed yet has no defaults.
    activity = complaint.activity or tenants.Activity.IAS
    if activity not in memory:
        memory[activity] = _read_cabinet(session, complaint.tenant_id, activity)
    return cast("Cabinet", memory[activity])


def _read_cabinet(
    session: Session, tenant_id: UUID, activity: tenants.Activity
) -> Cabinet:
    mediator = _mediators(session, tenant_id).get(activity)
    return sender_of(tenant_of(session, tenant_id), mediator)


def sender_of(tenant: tenants.Tenant, mediator: tenants.Mediator | None) -> Cabinet:
    """The cabinet as its letters name it."""
    return Cabinet(
        name=tenant.name,
        address=tenant.address,
        contact_name=tenant.contact_name,
        contact_email=tenant.contact_email,
        contact_phone=tenant.contact_phone,
        orias=tenant.orias,
        privacy_url=tenant.privacy_url,
        info_url=tenant.info_url,
        mediator=_mediator_of(mediator),
    )


def _mediator_of(mediator: tenants.Mediator | None) -> Mediator:
    if mediator is None:
        return Mediator("", "", "")
    return Mediator(
        mediator.name,
        mediator.address,
        mediator.site,
        accepts_professionals=bool(mediator.accepts_professionals),
    )


def usual_activity(session: Session, tenant_id: UUID) -> tenants.Activity:
    """Activity of a complaint until a person says otherwise: insurance, but for a
    cabinet that names the mediators of other activities only."""
    named = [a for a, m in _mediators(session, tenant_id).items() if m.name]
    insures = not named or tenants.Activity.IAS in named
    return tenants.Activity.IAS if insures else min(named, key=_ORDER.index)


def _mediators(
    session: Session, tenant_id: UUID
) -> dict[tenants.Activity, tenants.Mediator]:
    memory = memory_of(session, "mediators", tenant_id)
    if not memory:
        mine = select(tenants.Mediator).where(tenants.Mediator.tenant_id == tenant_id)
        memory["all"] = {
            mediator.activity: mediator for mediator in session.scalars(mine)
        }
    return cast("dict[tenants.Activity, tenants.Mediator]", memory["all"])


def dates_of(complaint: Complaint) -> Dates:
    return Dates(
        complaint.sent_on,
        complaint.received_on,
        complaint.acknowledge_by,
        complaint.answer_by,
        sent_is_estimated=not complaint.is_sent_on_known,
        received_is_confirmed=complaint.is_received_on_confirmed,
    )


def lacking(session: Session, complaint: Complaint) -> tuple[str, ...]:
    """Name in French the mandatory mentions that the letter would miss."""
    cabinet, dates = cabinet_of(session, complaint), dates_of(complaint)
    return tuple(
        acknowledgement_text.list_missing(cabinet, complaint.public_reference, dates)
    )


def sending_mailbox(
    session: Session, tenant_id: UUID, mailbox_id: UUID | None
) -> Mailbox | None:
    """The mailbox that got the complaint, else the cabinet's oldest active one."""
    memory = memory_of(session, "mailboxes", tenant_id)
    if mailbox_id not in memory:
        memory[mailbox_id] = _read_mailbox(session, tenant_id, mailbox_id)
    return cast("Mailbox | None", memory[mailbox_id])


def _read_mailbox(
    session: Session, tenant_id: UUID, mailbox_id: UUID | None
) -> Mailbox | None:
    if mailbox_id is not None:
        return session.get(Mailbox, (tenant_id, mailbox_id))
    mine = select(Mailbox).where(Mailbox.tenant_id == tenant_id, Mailbox.active)
    return session.scalars(mine.order_by(Mailbox.created_at).limit(1)).first()


def write_text(
    session: Session, complaint: Complaint, letter: Letter, today: date
) -> bool:
    """Render subject and body into the row; tells whether anything in it changed.

    Without an address it can only be posted: the text is then the one for paper. No
    text is right for an oral complaint, whose days a mediator does not count.
    """
    before = (letter.recipient, letter.subject, letter.body)
    letter.recipient = complaint.complainant_email.strip()
    on_paper = "@" not in letter.recipient
    if complaint.is_oral:
        text = Text("", "")
    else:
        text = compose(session, complaint, today, on_paper=on_paper)
    letter.subject, letter.body = text.subject, text.body
    letter.promised_on = text.promised_on
    return before != (letter.recipient, letter.subject, letter.body)


def compose(
    session: Session, complaint: Complaint, today: date, *, on_paper: bool
) -> Text:
    """The text of the letter that acknowledges, as it would be written today."""
    facts = LetterFacts(
        cabinet=cabinet_of(session, complaint),
        reference=complaint.public_reference,
        dates=dates_of(complaint),
        written_on=today,
        confirmed=_read_confirmed(complaint),
        regime=complaint.regime or Regime.ACPR,
        is_professional=_is_professional(complaint),
        handler=_handler(session, complaint),
        on_paper=on_paper,
        postal_address=complaint.complainant_address or "",
    )
    return acknowledgement_text.render(facts)


def has_mediator(session: Session, complaint: Complaint) -> bool:
    """A mediator takes the complainant's request, so that an answer must name one."""
    own = cabinet_of(session, complaint).mediator
    regime = complaint.regime or Regime.ACPR
    is_professional = _is_professional(complaint)
    return bool(mediators_for(own, regime, is_professional=is_professional))


def _is_professional(complaint: Complaint) -> bool | None:
    """None until a person has said who complains: a proposal takes nobody's rights away."""
    if complaint.confirmed_at is None:
        return None
    return _IS_PROFESSIONAL.get(complaint.reclamant_type)


def _handler(session: Session, complaint: Complaint) -> str:
    """The name of the person in charge, once a person qualified the complaint."""
    if complaint.assigned_to is None or complaint.confirmed_at is None:
        return ""
    user = session.get(User, complaint.assigned_to)
    return user.name if user is not None else ""


def seal(
    service: Service,
    letter: Letter,
    sender: Address,
    mailbox: Mailbox | None,
    in_reply_to: str,
    at: datetime,
) -> None:
    """Fix the Message-ID, the envelope and every byte: each try sends the same."""
    key, domain = service.mail_key, service.settings.mail_domain
    message_id = identifiers.message_id(key, letter.id, letter.tenant_id, domain)
    letter.header_message_id = message_id
    letter.envelope_from = return_address(service, letter, sender.email, mailbox)
    letter.content = envelope.build(
        Text(letter.subject, letter.body),
        sender=sender,
        recipient=letter.recipient,
        message_id=message_id,
        date=at,
        in_reply_to=in_reply_to,
        automatic=True,
        loop=identifiers.loop_mark(key, message_id),
    )


def return_address(
    service: Service, letter: Letter, sender: str, mailbox: Mailbox | None
) -> str:
    """Address to which a bounce goes: a signed address where the mailbox takes details, else the plain one."""
    ours = domain_of(sender) in service.settings.mail_domains
    if mailbox is None or not (ours or mailbox.plus_addressing):
        return sender
    try:
        return identifiers.bounce_address(service.mail_key, letter.id, sender)
    except ValueError:
        return sender


def _read_confirmed(complaint: Complaint) -> Confirmed | None:
    if complaint.confirmed_at is None:
        return None
    return Confirmed(
        name=complaint.complainant_name,
        contract=complaint.contract_number,
        claim=complaint.claim_number,
        subject=complaint.subject,
    )
