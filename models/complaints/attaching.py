"""A draft that belongs to a complaint we have: its messages, documents and people go there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.analysis.reception import UNKNOWN, Reception, Sending
from models.base.errors import Refused
from models.complaints.confirming import check_draft
from models.complaints.legal_dates import recount
from models.complaints.work import Work, changing
from models.rows.complaint import BY_A_PERSON, Complaint
from models.rows.complaint_parts import (
    CHAIN,
    Attachment,
    ComplaintMessage,
    LinkKind,
    Party,
    PartyRole,
)
from models.rows.event_kinds import EventKind
from models.rows.history import Event

Row = TypeVar("Row", ComplaintMessage, Attachment, Party)
ATTACHED, RECEIVED = EventKind.COMPLAINT_ATTACHED, EventKind.COMPLAINT_JOINED
DETACHED, GIVEN_BACK = EventKind.COMPLAINT_DETACHED, EventKind.COMPLAINT_LEFT
EARLIER_LETTER = "attached"

TO_ITSELF = "Un brouillon ne se rattache pas à lui-même."
TO_SETTLED = "Ce dossier a été écarté ou rattaché : choisissez-en un autre."
TO_ORAL = (
    "Cette réclamation est orale, et les délais légaux courent de l’écrit : mettez d’abord "
    "sur sa fiche le canal et la date d’envoi de cet écrit, puis rattachez-le."
)
NOT_ATTACHED = "Ce brouillon n’est pas rattaché."


def attach(work: Work, draft: Complaint, target: Complaint) -> None:
    """Join a draft to another file; its own acknowledgement is not sent if it has not left.

    The clock runs from the first written expression: an earlier letter moves the
    target's days. Raises Refused, StaleVersion.
    """
    if draft.id == target.id:
        raise Refused(TO_ITSELF)
    with changing(work, draft, target):
        check_draft(draft)
        if target.settled_at is not None:
            raise Refused(TO_SETTLED)
        if target.is_oral and not draft.is_oral:
            raise Refused(TO_ORAL)
        draft.settled_at, draft.attached_to = work.at, target.id
        moved = _move_all(work.session, draft, target)
        moved |= _start_earlier(work.session, draft, target, work.actor_id)
        work.record(draft, ATTACHED, to=target.id, **moved)
        work.record(target, RECEIVED, draft=draft.id)
        work.touch_letter(draft)
        work.touch_letter(target)


def undo_attach(work: Work, draft: Complaint) -> Complaint:
    """Give a draft back what it brought; returns the complaint it leaves."""
    if draft.attached_to is None:
        raise Refused(NOT_ATTACHED)
    target = work.session.get_one(Complaint, (draft.tenant_id, draft.attached_to))
    with changing(work, draft, target):
        if draft.attached_to != target.id:
            raise Refused(NOT_ATTACHED)
        moved = _last_attachment(work.session, draft).data
        _give_back(work.session, draft, moved)
        if moved["sent_at"] and target.sent_at == draft.sent_at:
            _give_days_back(work, target, moved)
        draft.settled_at = draft.attached_to = None
        work.record(draft, DETACHED, **{"from": target.id})
        work.record(target, GIVEN_BACK, draft=draft.id)
        work.touch_letter(draft)
        work.touch_letter(target)
    return target


def _start_earlier(
    session: Session, draft: Complaint, target: Complaint, actor_id: UUID
) -> dict[str, str]:
    """Take the draft's days if it is the earlier letter; returns what they were before."""
    if draft.sent_at >= target.sent_at:
        return {"sent_at": ""}
    before = {
        "sent_at": target.sent_at.isoformat(),
        "sent_precision": target.sent_precision,
        "sent_source": target.sent_source,
        "received_at": target.received_at.isoformat(),
        "received_source": target.received_source,
    }
    # A day that nobody could read stays unknown in the file that it moves.
    sent = Sending(draft.sent_at, draft.sent_precision, EARLIER_LETTER)
    # The words by which it is known stay with the draft; what a person said, or nobody knows, goes on.
    keeps = draft.received_source in (BY_A_PERSON, UNKNOWN)
    source = draft.received_source if keeps else EARLIER_LETTER
    received = Reception(draft.received_at, source)
    recount(session, target, sent, received, actor_id)
    return before


def _give_days_back(work: Work, target: Complaint, moved: dict[str, Any]) -> None:
    """Count from what the target's days were before the draft came to it."""
    sent_at = datetime.fromisoformat(moved["sent_at"])
    # Events of before reception had a source tell less.
    precision = moved.get("sent_precision", target.sent_precision)
    received_at = moved.get("received_at", target.received_at.isoformat())
    source = moved.get("received_source", target.received_source)
    received = Reception(datetime.fromisoformat(received_at), source)
    sent = Sending(sent_at, precision, moved["sent_source"])
    recount(work.session, target, sent, received, work.actor_id)


def _move_all(session: Session, draft: Complaint, target: Complaint) -> dict[str, Any]:
    """Move rows to the target; returns what an undo needs, as ids and codes."""
    return {
        "messages": [
            _move_link(r, target) for r in _of(session, ComplaintMessage, draft)
        ],
        "attachments": [
            _move_paper(r, target) for r in _of(session, Attachment, draft)
        ],
        "parties": _move_people(session, draft, target),
    }


def _move_link(link: ComplaintMessage, target: Complaint) -> list[Any]:
    was = link.kind
    link.complaint_id = target.id
    link.kind = LinkKind.FOLLOW_UP if was is LinkKind.ORIGIN else was
    return [link.message_id, link.part, was]


def _move_paper(document: Attachment, target: Complaint) -> UUID:
    document.complaint_id = target.id
    return document.id


def _move_people(session: Session, draft: Complaint, target: Complaint) -> list[Any]:
    # They come behind the target's own people, and none of them is its complainant.
    top = select(func.coalesce(func.max(Party.position), -1)).where(
        Party.tenant_id == target.tenant_id, Party.complaint_id == target.id
    )
    behind = (session.scalars(top).one() // CHAIN + 1) * CHAIN
    moved: list[Any] = []
    for party in _of(session, Party, draft):
        moved.append([party.id, party.position, party.role])
        party.complaint_id, party.position = target.id, party.position + behind
        if party.role is PartyRole.COMPLAINANT:
            party.role = PartyRole.OTHER
    return moved


def _give_back(session: Session, draft: Complaint, moved: dict[str, Any]) -> None:
    tenant_id, target_id = draft.tenant_id, draft.attached_to
    for message_id, part, kind in moved["messages"]:
        key = (tenant_id, target_id, UUID(message_id), part)
        link = session.get_one(ComplaintMessage, key)
        link.complaint_id, link.kind = draft.id, LinkKind(kind)
    for document in moved["attachments"]:
        mine = (tenant_id, UUID(document))
        session.get_one(Attachment, mine).complaint_id = draft.id
    for party_id, position, role in moved["parties"]:
        party = session.get_one(Party, (tenant_id, UUID(party_id)))
        party.complaint_id, party.position = draft.id, position
        party.role = PartyRole(role)


def _of(session: Session, table: type[Row], complaint: Complaint) -> list[Row]:
    mine = select(table).where(
        table.tenant_id == complaint.tenant_id, table.complaint_id == complaint.id
    )
    return list(session.scalars(mine))


def _last_attachment(session: Session, draft: Complaint) -> Event:
    return session.scalars(
        select(Event)
        .where(
            Event.tenant_id == draft.tenant_id,
            Event.stream == draft.id,
            Event.kind == ATTACHED,
        )
        .order_by(Event.position.desc())
        .limit(1)
    ).one()
