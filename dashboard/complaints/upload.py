"""A mail dropped as a file: the same understanding as for one that came to the mailbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.complaints.examining import READERS, ReadersBusy, analyse
from ingest.intake.batch import take_in
from ingest.mailbox.store import store_upload
from ingest.mime.values import Person, Span, cut
from ingest.sandbox.reader import NotExamined, ReaderDied
from models.analysis.findings import AttachmentRole, Findings, Found
from models.analysis.reception import moments_of
from models.complaints.documents import LARGEST, Document
from models.complaints.fields import proposals_of
from models.complaints.register import standing_for
from models.rows.complaint import Complaint
from models.rows.complaint_parts import ComplaintMessage
from models.rows.message import InboundMessage, Origin
from models.rows.tenant import Tenant
from models.sending.case import colleagues_of
from models.store.content import message_bytes
from models.store.service import Service
from models.store.session import tenant_transaction

MAIL_ENDINGS = (".eml", ".msg")


@dataclass(frozen=True)
class Prefill:
    """The values that a form may begin with; `documents` are the files the mail carries."""

    fields: dict[str, str]
    body: str = ""
    sent_on: date | None = None
    received_on: date | None = None
    documents: tuple[Document, ...] = ()


def is_mail(filename: str) -> bool:
    return filename.lower().endswith(MAIL_ENDINGS)


def as_message(filename: str, data: bytes, uploader: str) -> bytes:
    """The bytes of a message: an .eml is one; an Outlook .msg travels inside one that we make.

    `uploader` is the address of the person who dropped it. The same file gives the same
    bytes, so that it is one message however often it is dropped.
    """
    if filename.lower().endswith(".eml"):
        return data
    digest = hashlib.sha256(data).hexdigest()
    carrier = EmailMessage(policy=SMTP)
    carrier["From"] = uploader
    carrier["Subject"] = "TR"
    carrier["Message-ID"] = f"<{digest}@depot.invalid>"
    carrier.set_content("")
    carrier.add_attachment(
        data, maintype="application", subtype="vnd.ms-outlook", filename="message.msg"
    )
    # A boundary drawn at random would make another message of the same file.
    carrier.set_boundary(digest)
    return carrier.as_bytes()


def read_mail(service: Service, tenant_id: UUID, data: bytes) -> UUID:
    """Keep a mail and understand it at once; a worker does it later if that fails midway."""
    message_id = store_upload(service, tenant_id, data, Origin.UPLOAD)
    # Attempt 0: nobody has claimed it. A worker that is quicker wins, and we write nothing.
    with suppress(NotExamined, ReaderDied, ReadersBusy):
        take_in(service, tenant_id, {message_id: 0}, READERS.examine)
    return message_id


def find_file(service: Service, tenant_id: UUID, message_id: UUID) -> Complaint | None:
    """The draft or the complaint that a message belongs to."""
    with tenant_transaction(service.app, tenant_id) as session:
        mine = (
            select(Complaint)
            .join(
                ComplaintMessage,
                (ComplaintMessage.tenant_id == Complaint.tenant_id)
                & (ComplaintMessage.complaint_id == Complaint.id),
            )
            .where(
                Complaint.tenant_id == tenant_id,
                ComplaintMessage.message_id == message_id,
            )
            .order_by(ComplaintMessage.part)
        )
        found = session.scalars(mine).first()
        return standing_for(session, found) if found else None


def prefill(
    session: Session, service: Service, tenant: Tenant, message: InboundMessage
) -> Prefill:
    """The parts of a message that can be read, for the person who types it in."""
    zone = ZoneInfo(tenant.time_zone)
    taken_in_on = message.received_at.astimezone(zone).date()
    found = analyse(service, tenant.id, message.id)
    if found is None:
        # It stayed on its server, or nothing can read it: only its arrival is known.
        return Prefill({}, received_on=taken_in_on)
    findings, sender = found.parts[0].findings, found.understood.sender
    is_ours = colleagues_of(session, tenant, message.mailbox_id)
    sent, received = moments_of(findings, found.provenance, is_ours)
    sent_on, received_on = (
        moment.at.astimezone(zone).date() for moment in (sent, received)
    )
    raw = message_bytes(session, service, message)
    return Prefill(
        fields=proposals_of(findings) | _sender_of(findings, sender),
        body=findings.body or findings.text,
        # A clock that was wrong may say that it was sent after it came; the form refuses that.
        sent_on=min(sent_on, received_on),
        received_on=received_on,
        documents=tuple(_list_documents(raw, findings.documents)),
    )


def _sender_of(found: Findings, sender: Person | None) -> dict[str, str]:
    """The complainant, or who sent the mail where it names none."""
    return {
        "complainant_name": found.complainant_name or (sender.name if sender else ""),
        "complainant_email": found.complainant_email or found.sender,
    }


def _list_documents(raw: bytes, documents: Iterable[Found]) -> Iterator[Document]:
    for found in documents:
        if found.role is AttachmentRole.DOCUMENT and 0 < found.size <= LARGEST:
            content = cut(raw, Span(*found.span)) if found.span else found.content
            yield Document(found.filename, found.content_type, content)
