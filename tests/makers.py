"""Rows for the tests: plain functions, fixed readable values, changed by name."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from models.analysis.findings import AttachmentRole
from models.letters.identifiers import public_reference
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Attachment
from models.rows.history import begin
from models.rows.letter import Letter, LetterKind, LetterState
from models.rows.mailbox import Health, Mailbox, Security
from models.rows.message import Blob, InboundMessage, Verdict
from models.rows.tenant import Forwarder
from models.rows.user import SignedIn
from models.sending.policy_inputs import Facts
from models.store.service import Service
from models.store.session import TenantSession

SENT = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
RAW = (
    b"From: Marie Petit <marie.petit@client.example>\r\n"
    b"To: reclamations@cabinet.example\r\n"
    b"Subject: Remboursement jamais recu\r\n"
    b"Date: Mon, 02 Nov 2026 10:15:00 +0100\r\n"
    b"Message-ID: <un@client.example>\r\n"
    b"\r\n"
    b"Bonjour, mon remboursement n'est jamais arrive.\r\n"
)


def make_complaint(session: TenantSession, **changes: Any) -> Complaint:
    """A draft; `make_complaint(session, number="2026-0001", confirmed_at=…)` for a confirmed one."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "public_reference": public_reference(),
        "complainant_name": "Marie Petit",
        "complainant_email": "marie.petit@client.example",
        "subject": "Remboursement jamais reçu",
        "body": "Bonjour,\nmon remboursement n’est jamais arrivé.",
        "sent_at": SENT,
        "sent_on": date(2026, 11, 2),
        "received_at": RECEIVED,
        "received_on": date(2026, 11, 3),
        "acknowledge_by": date(2026, 11, 14),
        "answer_by": date(2027, 1, 2),
    }
    complaint = Complaint(**(values | changes))
    session.add(complaint)
    session.flush()
    begin(session, session.tenant_id, complaint.id, [("complaint:drafted", {})])
    return complaint


def make_mailbox(session: TenantSession, **changes: Any) -> Mailbox:
    """A healthy mailbox on loopback; its password is not a real one."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "address": f"boite-{uuid4().hex[:8]}@in.reclampro.test",
        "host": "127.0.0.1",
        "port": 993,
        "security": Security.TLS,
        "username": "boite",
        "sealed_password": b"sealed",
        "import_since": RECEIVED,
        "health": Health.HEALTHY,
    }
    return _add(session, Mailbox(**(values | changes)))


def make_message(
    session: TenantSession, service: Service, data: bytes = RAW, **changes: Any
) -> InboundMessage:
    """A stored message whose bytes are in the vault; set aside unless `verdict` says otherwise."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "sha256": make_blob(session, service, data).sha256,
        "size": len(data),
        "received_at": RECEIVED,
        "verdict": Verdict.SET_ASIDE,
        "reason": "unreadable",
    }
    return _add(session, InboundMessage(**(values | changes)))


def make_blob(session: TenantSession, service: Service, data: bytes) -> Blob:
    """Bytes in the vault, once."""
    known = session.get(Blob, (session.tenant_id, hashlib.sha256(data).hexdigest()))
    if known:
        return known
    key = service.tenant_key(session, session.tenant_id)
    stored = service.packs.write(session.tenant_id, [data], key)[0]
    return _add(
        session,
        Blob(
            tenant_id=session.tenant_id,
            sha256=stored.sha256,
            size=stored.size,
            pack=stored.pack,
            offset=stored.offset,
            length=stored.length,
        ),
    )


def make_letter(session: TenantSession, complaint: Complaint, **changes: Any) -> Letter:
    """The acknowledgement of a complaint, held for one click."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "complaint_id": complaint.id,
        "kind": LetterKind.ACKNOWLEDGEMENT,
        "state": LetterState.HELD,
        "recipient": complaint.complainant_email,
        "subject": "Accusé de réception",
        "body": "Nous avons bien reçu votre réclamation.",
        "facts": Facts(allowed=True).to_json(),
    }
    return _add(session, Letter(**(values | changes)))


def make_attachment(
    session: TenantSession,
    service: Service,
    complaint: Complaint,
    data: bytes = b"%PDF-1.4 constat",
    **changes: Any,
) -> Attachment:
    """A document of a complaint with a blob of its own."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "complaint_id": complaint.id,
        "role": AttachmentRole.DOCUMENT,
        "filename": "constat.pdf",
        "content_type": "application/pdf",
        "size": len(data),
        "sha256": make_blob(session, service, data).sha256,
    }
    return _add(session, Attachment(**(values | changes)))


def make_forwarder(session: TenantSession, **changes: Any) -> Forwarder:
    """An address that waits to be verified."""
    values: dict[str, Any] = {
        "tenant_id": session.tenant_id,
        "email": f"courtier-{uuid4().hex[:8]}@cabinet.example",
    }
    return _add(session, Forwarder(**(values | changes)))


def make_session(session: TenantSession, user_id: UUID) -> SignedIn:
    """An open session of a person, of which nobody has the secret."""
    at = datetime.now(UTC)
    signed_in = SignedIn(
        tenant_id=session.tenant_id,
        id=uuid4(),
        id_hash=uuid4().hex,
        user_id=user_id,
        last_seen_at=at,
        expires_at=at + timedelta(days=1),
    )
    return _add(session, signed_in)


def _add(session: TenantSession, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
