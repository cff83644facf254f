"""A complaint typed in by a person: a letter, a call, a mail that could not be understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.analysis.findings import AttachmentRole
from models.base.errors import Refused
from models.complaints.documents import Document, keep
from models.complaints.fields import BY_NAME
from models.complaints.legal_dates import (
    check_days,
    count_days,
    first_instant,
    today_of,
)
from models.complaints.register import next_number
from models.complaints.work import Work
from models.letters.identifiers import public_reference
from models.rows import vocabularies
from models.rows.base import now
from models.rows.complaint import BY_A_PERSON, Complaint, Status
from models.rows.complaint_parts import ComplaintMessage, LinkKind, Party, PartyRole
from models.rows.event_kinds import EventKind
from models.rows.history import begin
from models.rows.message import InboundMessage, Verdict
from models.rows.tenant import REGIME_OF, Activity, Tenant
from models.sending import acknowledgement
from models.sending.locking import Act

NO_CHANNEL = "Choisissez par quel canal la réclamation est arrivée."
NOBODY = "Indiquez au moins le nom ou l’adresse e-mail du réclamant."
NO_WORDS = "Décrivez la réclamation, ou joignez le document reçu."
ALREADY_KNOWN = "Ce message est déjà rattaché à un dossier."
LONGEST_BODY = 200_000
RULE = "typed_in"


@dataclass(frozen=True)
class Entry:
    """Complaint as a person typed it. `form_id` is the complaint's id, made when the form was shown:
    sent twice, it makes one complaint. `fields` are those of `fields.FIELDS`."""

    form_id: UUID
    channel: str
    sent_on: date
    received_on: date
    body: str
    fields: Mapping[str, str]
    documents: Sequence[Document] = field(default=())


def enter(
    work: Work, tenant: Tenant, entry: Entry, message: InboundMessage | None = None
) -> Complaint:
    """Open a confirmed complaint with its number; its acknowledgement waits for a click.

    `message` is the set-aside mail it is typed from. Raises Refused.
    """
    session, key = work.session, (tenant.id, entry.form_id)
    if earlier := session.get(Complaint, key):
        return earlier
    complaint = _make(tenant, entry, work)
    try:
        with session.begin_nested():
            session.add(complaint)
            session.flush()
    except IntegrityError:
        # The same form, sent twice at once: the other transaction was first.
        return session.get_one(Complaint, key)
    year = today_of(tenant, work.at).year
    complaint.number = next_number(session, tenant.id, year)
    _furnish(work, complaint, entry, message)
    events = _events(complaint)
    begin(session, tenant.id, complaint.id, events, actor_id=work.actor_id)
    session.flush()
    _plan(work, complaint, message)
    return complaint


def _make(tenant: Tenant, entry: Entry, work: Work) -> Complaint:
    # The channel is the first question of the form, with a sentence of its own.
    typed = {n: v for n, v in entry.fields.items() if n in BY_NAME and n != "channel"}
    fields = {name: BY_NAME[name].read(value) for name, value in typed.items()}
    _check(entry, fields, today_of(tenant, work.at))
    complaint = Complaint(
        tenant_id=tenant.id,
        id=entry.form_id,
        public_reference=public_reference(),
        channel=entry.channel,
        regime=REGIME_OF[Activity(fields.get("activity", Activity.IAS))],
        body=_clean(entry.body),
        sent_at=first_instant(entry.sent_on, tenant),
        received_at=first_instant(entry.received_on, tenant),
        sent_precision="day",
        sent_source=BY_A_PERSON,
        received_source=BY_A_PERSON,
        taken_in_at=work.at,
        status=Status.NEW,
        confirmed_at=work.at,
        confirmed_by=work.actor_id,
        **fields,
    )
    count_days(complaint, tenant)
    return complaint


def _check(entry: Entry, fields: Mapping[str, str], today: date) -> None:
    if entry.channel not in vocabularies.CHANNELS:
        raise Refused(NO_CHANNEL)
    if not (fields.get("complainant_name") or fields.get("complainant_email")):
        raise Refused(NOBODY)
    if not entry.body.strip() and not entry.documents:
        raise Refused(NO_WORDS)
    check_days(entry.sent_on, entry.received_on, today)


def _furnish(
    work: Work, complaint: Complaint, entry: Entry, message: InboundMessage | None
) -> None:
    """Give it its person, its files and the mail it came from."""
    work.session.add(
        Party(
            tenant_id=complaint.tenant_id,
            complaint_id=complaint.id,
            position=0,
            role=PartyRole.COMPLAINANT,
            name=complaint.complainant_name,
            email=complaint.complainant_email,
        )
    )
    for document in entry.documents:
        keep(work.session, work.service, complaint, document, AttachmentRole.UPLOAD)
    if message is not None:
        _take_message(work.session, complaint, message)


def _take_message(
    session: Session, complaint: Complaint, message: InboundMessage
) -> None:
    session.refresh(message, with_for_update=True)
    if message.verdict in (Verdict.DRAFT, Verdict.FOLLOW_UP):
        raise Refused(ALREADY_KNOWN)
    message.verdict, message.rule = Verdict.DRAFT, RULE
    message.judged_at = now()
    complaint.taken_in_at = message.received_at
    session.add(
        ComplaintMessage(
            tenant_id=complaint.tenant_id,
            complaint_id=complaint.id,
            message_id=message.id,
            part=0,
            kind=LinkKind.ORIGIN,
            text=complaint.body,
            sender=complaint.complainant_email,
        )
    )


def _events(complaint: Complaint) -> list[Act]:
    entered = {"channel": complaint.channel, "number": complaint.number}
    return [(EventKind.COMPLAINT_ENTERED, dict(entered))]


def _plan(work: Work, complaint: Complaint, message: InboundMessage | None) -> None:
    facts = acknowledgement.Facts(
        allowed=False,
        allowed_reason="by_hand",
        forwarded=False,
        forwarder_email="",
        authenticated=False,
        in_reply_to=message.header_message_id if message else "",
        mailbox_id=message.mailbox_id if message else None,
        received_at=complaint.received_at,
        asked_old=False,
    )
    acknowledgement.plan(work.session, work.service, complaint, facts)


def _clean(body: str) -> str:
    return body.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST_BODY]
