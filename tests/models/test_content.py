"""A document is what its digest says, or it is not given at all."""

from __future__ import annotations

import hashlib

import pytest

from models.analysis.findings import AttachmentRole
from models.base.errors import IntegrityLost
from models.rows.complaint_parts import Attachment
from models.store.content import attachment_bytes
from models.store.service import Service
from models.store.session import TenantSession
from tests.makers import RAW, make_complaint, make_message

WORDS = b"Bonjour"


def test_a_span_that_moved_by_one_byte_is_refused(
    session: TenantSession, service: Service
) -> None:
    """The blob's own digest is right: only the attachment's tells that it is another part."""
    message, complaint = make_message(session, service), make_complaint(session)
    start = RAW.index(WORDS)
    attachment = Attachment(
        tenant_id=session.tenant_id,
        complaint_id=complaint.id,
        message_id=message.id,
        role=AttachmentRole.DOCUMENT,
        filename="lettre.txt",
        content_type="text/plain",
        size=len(WORDS),
        sha256=hashlib.sha256(WORDS).hexdigest(),
        span_start=start,
        span_end=start + len(WORDS),
        span_encoding="7bit",
    )
    assert attachment_bytes(session, service, attachment) == WORDS

    attachment.span_start += 1

    with pytest.raises(IntegrityLost):
        attachment_bytes(session, service, attachment)
