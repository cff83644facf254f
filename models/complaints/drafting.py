"""Open a draft complaint: its days, people, documents, history, and the acknowledgement planned."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.analysis.findings import Findings, Found, Provenance
from models.analysis.reception import (
    WAY,
    Reception,
    Sending,
    moments_of,
    way_of,
    with_quote,
)
from models.complaints.fields import proposals_of
from models.complaints.legal_dates import calendar_of
from models.law.deadlines import count
from models.letters.identifiers import public_reference
from models.rows.base import new_id
from models.rows.complaint import Complaint
from models.rows.complaint_parts import (
    Attachment,
    ComplaintMessage,
    LinkKind,
    Party,
    PartyRole,
)
from models.rows.event_kinds import EventKind
from models.rows.history import begin
from models.rows.letter import Letter
from models.rows.tenant import REGIME_OF, Activity, Tenant
from models.sending import acknowledgement
from models.sending.case import colleagues_of
from models.sending.composing import usual_activity
from models.sending.policy_inputs import Facts
from models.store.service import Service


def open_draft(
    session: Session,
    service: Service,
    tenant: Tenant,
    findings: Findings,
    provenance: Provenance,
) -> tuple[Complaint, Letter]:
    """Add one draft and all that belongs to it to the session, in the caller's transaction.

    The caller has entered the blobs of documents without a span, and flushes; a public
    reference that exists already is refused by the database and asks for another try.
    """
    activity = usual_activity(session, tenant.id)
    is_ours = colleagues_of(session, tenant, provenance.mailbox_id)
    moments = moments_of(findings, provenance, is_ours)
    complaint = _make(tenant, activity, findings, provenance, moments)
    session.add(complaint)
    session.add_all(_people(complaint, findings))
    link(session, complaint, findings, provenance, LinkKind.ORIGIN)
    facts = facts_of(findings, provenance)
    letter = acknowledgement.plan(
        session, service, complaint, facts, records_event=False
    )
    items = [
        _drafting_event(complaint, provenance),
        acknowledgement.planning_event(letter),
    ]
    begin(session, tenant.id, complaint.id, items)
    return complaint, letter


def link(
    session: Session,
    complaint: Complaint,
    findings: Findings,
    provenance: Provenance,
    kind: LinkKind,
) -> None:
    """Give a complaint one more message; a duplicate brings no documents a second time."""
    session.add(
        ComplaintMessage(
            tenant_id=complaint.tenant_id,
            complaint_id=complaint.id,
            message_id=provenance.message_id,
            part=findings.part,
            kind=kind,
            text=findings.text,
            sender=findings.sender,
        )
    )
    if kind is not LinkKind.DUPLICATE:
        session.add_all(
            _make_attachment(complaint, provenance, found)
            for found in findings.documents
        )


def _make(
    tenant: Tenant,
    activity: Activity,
    findings: Findings,
    provenance: Provenance,
    moments: tuple[Sending, Reception],
) -> Complaint:
    regime, (sent, received) = REGIME_OF[activity], moments
    zone = ZoneInfo(tenant.time_zone)
    days = count(regime, sent.at, received.at, calendar_of(tenant), zone)
    return Complaint(
        tenant_id=tenant.id,
        id=new_id(),
        public_reference=public_reference(),
        body=findings.body,
        activity=activity,
        regime=regime,
        sent_at=sent.at,
        sent_precision=sent.precision,
        sent_source=sent.source,
        sent_on=sent.at.astimezone(zone).date(),
        received_at=received.at,
        received_on=days.received_on,
        received_source=received.source,
        taken_in_at=provenance.received_at,
        acknowledge_by=days.acknowledge_by,
        answer_by=days.answer_by,
        late_on_arrival=days.late_on_arrival,
        understanding=_understanding(findings, provenance, received),
        **proposals_of(findings),
    )


def _understanding(
    findings: Findings, provenance: Provenance, received: Reception
) -> dict[str, Any]:
    """The understanding as it is kept, with the way that a mail took to the cabinet."""
    kept = with_quote(findings.understanding, received)
    way = way_of(findings, provenance)
    return kept | {WAY: way.to_json()} if len(way.hops) > 1 else kept


def _people(complaint: Complaint, findings: Findings) -> list[Party]:
    hops = findings.hops or ((findings.complainant_name, findings.complainant_email),)
    last = len(hops) - 1
    return [
        Party(
            tenant_id=complaint.tenant_id,
            id=new_id(),
            complaint_id=complaint.id,
            position=position,
            role=_role(position, last, findings.capacity),
            name=name,
            email=email.lower(),
        )
        for position, (name, email) in enumerate(hops)
    ]


def _role(position: int, last: int, capacity: str) -> PartyRole:
    if position == 0:
        return PartyRole.COMPLAINANT
    if position == 1 and capacity:
        return PartyRole(capacity)
    return PartyRole.FORWARDER if position == last else PartyRole.OTHER


def _make_attachment(
    complaint: Complaint, provenance: Provenance, found: Found
) -> Attachment:
    start, end, encoding = found.span or (None, None, "")
    return Attachment(
        tenant_id=complaint.tenant_id,
        id=new_id(),
        complaint_id=complaint.id,
        message_id=provenance.message_id,
        role=found.role,
        filename=found.filename,
        content_type=found.content_type,
        size=found.size,
        sha256=found.sha256,
        span_start=start,
        span_end=end,
        span_encoding=encoding,
    )


def _drafting_event(
    complaint: Complaint, provenance: Provenance
) -> tuple[EventKind, dict[str, Any]]:
    return EventKind.COMPLAINT_DRAFTED, {
        "message_id": provenance.message_id,
        "sha256": provenance.sha256,
        "sent_on": complaint.sent_on,
        "sent_source": complaint.sent_source,
        "received_on": complaint.received_on,
        "received_source": complaint.received_source,
        "acknowledge_by": complaint.acknowledge_by,
        "answer_by": complaint.answer_by,
        "late_on_arrival": complaint.late_on_arrival,
    }


def facts_of(findings: Findings, provenance: Provenance) -> Facts:
    """The facts that a letter may depend on, of one complaint of a mail."""
    return Facts(
        allowed=findings.allowed,
        allowed_reason=findings.allowed_reason,
        # A form names its writer as a forward does: its sender answers for it.
        forwarded=findings.forwarded or bool(findings.forwarder_email),
        forwarder_email=findings.forwarder_email,
        authenticated=findings.authenticated,
        authentication=findings.authentication,
        between=findings.intermediaries,
        doubt=findings.doubt,
        in_reply_to=provenance.header_message_id,
        mailbox_id=provenance.mailbox_id,
        received_at=provenance.received_at,
        asked_old=provenance.imported_on_request,
    )
