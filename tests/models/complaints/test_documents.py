"""A person's file is kept encrypted, under a safe name."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.base.errors import Refused
from models.complaints import documents
from models.complaints.documents import (
    Document,
    add_document,
    list_documents,
)
from models.complaints.work import Work
from models.rows.complaint_parts import Attachment
from models.rows.message import Blob
from models.store.service import Service
from models.store.session import TenantSession
from models.vault.packs import Stored
from tests.models.complaints.scene import kinds, make_complaint

SCAN = Document("scan.pdf", "application/pdf", b"%PDF-1.7 scan" * 10)


def read(session: TenantSession, service: Service, document: Attachment) -> bytes:
    blob = session.get_one(Blob, (session.tenant_id, document.sha256))
    stored = Stored(blob.sha256, blob.size, blob.pack, blob.offset, blob.length)
    key = service.tenant_key(session, session.tenant_id)
    return service.packs.read(session.tenant_id, stored, key)


def test_it_keeps_the_bytes(
    session: TenantSession, service: Service, work: Work
) -> None:
    complaint = make_complaint(session)

    document = add_document(work, complaint, SCAN)

    assert read(session, service, document) == SCAN.content
    assert list_documents(session, complaint) == [document]
    assert kinds(session, complaint) == ["complaint:document_added"]


def test_the_same_bytes_are_stored_once(
    session: TenantSession, service: Service, work: Work
) -> None:
    for complaint in (make_complaint(session), make_complaint(session)):
        add_document(work, complaint, SCAN)

    assert len(session.scalars(select(Blob)).all()) == 1


def test_the_disk_holds_no_plain_byte(
    session: TenantSession, service: Service, work: Work
) -> None:
    add_document(work, make_complaint(session), SCAN)

    [pack] = service.packs.root.rglob("*.pack")
    assert b"%PDF-1.7 scan" not in pack.read_bytes()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("application/pdf; name=x", "application/pdf"),
        ("text/html\r\nX: y", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_type_is_a_type_or_nothing(
    session: TenantSession, service: Service, work: Work, text: str, kept: str
) -> None:
    document = Document("x", text, b"x")

    added = add_document(work, make_complaint(session), document)

    assert added.content_type == kept


@pytest.mark.parametrize("content", [b"", b"x" * (documents.LARGEST + 1)])
def test_it_refuses_a_file(
    session: TenantSession, service: Service, work: Work, content: bytes
) -> None:
    document = Document("x.pdf", "application/pdf", content)

    with pytest.raises(Refused):
        add_document(work, make_complaint(session), document)
