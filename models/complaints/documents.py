"""Documents that a person adds to a complaint: a scan, the file of the final answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.analysis.findings import AttachmentRole
from models.base.errors import Refused
from models.base.file_names import clean_file_name
from models.complaints.work import Work, changing
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Attachment
from models.rows.event_kinds import EventKind
from models.store import content
from models.store.service import Service

LARGEST = 50 * 1024 * 1024
TOO_LARGE = f"Ce fichier dépasse {LARGEST // 1024**2} Mo."
EMPTY = "Ce fichier est vide."
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
OCTETS = "application/octet-stream"


@dataclass(frozen=True)
class Document:
    """A file as a person gave it: its name and type are only what the browser said."""

    filename: str
    content_type: str
    content: bytes


def add_document(work: Work, complaint: Complaint, document: Document) -> Attachment:
    """Join a file to a complaint, encrypted, and say so; raises Refused."""
    with changing(work, complaint):
        role = AttachmentRole.UPLOAD
        kept = keep(work.session, work.service, complaint, document, role)
        work.record(complaint, EventKind.COMPLAINT_DOCUMENT_ADDED, attachment=kept.id)
    return kept


def keep(
    session: Session,
    service: Service,
    complaint: Complaint,
    document: Document,
    role: AttachmentRole,
) -> Attachment:
    """Store a file and its row; the caller says what it is in the history."""
    _check(document)
    [sha256] = content.keep(session, service, complaint.tenant_id, [document.content])
    kept = Attachment(
        tenant_id=complaint.tenant_id,
        complaint_id=complaint.id,
        role=role,
        filename=clean_file_name(document.filename) or "document",
        content_type=_choose_type(document.content_type),
        size=len(document.content),
        sha256=sha256,
    )
    session.add(kept)
    session.flush()
    return kept


def list_documents(session: Session, complaint: Complaint) -> list[Attachment]:
    """Every document of a complaint, the oldest first."""
    mine = select(Attachment).where(
        Attachment.tenant_id == complaint.tenant_id,
        Attachment.complaint_id == complaint.id,
    )
    return list(session.scalars(mine.order_by(Attachment.created_at, Attachment.id)))


def _check(document: Document) -> None:
    if not document.content:
        raise Refused(EMPTY)
    if len(document.content) > LARGEST:
        raise Refused(TOO_LARGE)


def _choose_type(content_type: str) -> str:
    plain = content_type.split(";")[0].strip().lower()
    return plain if _TYPE.fullmatch(plain) else OCTETS
