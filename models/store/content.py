"""Bytes kept under a cabinet's key: written once, found by digest, verified at each reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy.orm import Session

from models.base.errors import IntegrityLost, NotFound
from models.base.transfer_encoding import decode
from models.rows.complaint_parts import Attachment
from models.rows.message import Blob, InboundMessage
from models.store.bulk import insert_rows
from models.store.service import Service
from models.vault.packs import Stored

GONE = "Ce message n’a pas de contenu enregistré."


def message_bytes(session: Session, service: Service, message: InboundMessage) -> bytes:
    """The message as it came; raises NotFound where it stayed on the server, IntegrityLost."""
    if message.sha256 is None:
        raise NotFound(GONE)
    return blob_bytes(session, service, message.tenant_id, message.sha256)


def attachment_bytes(
    session: Session, service: Service, attachment: Attachment
) -> bytes:
    """A document as it came, from its message or from a blob of its own; raises IntegrityLost."""
    if attachment.span_start is None or attachment.message_id is None:
        return blob_bytes(session, service, attachment.tenant_id, attachment.sha256)
    key = (attachment.tenant_id, attachment.message_id)
    message = session.get_one(InboundMessage, key)
    raw = message_bytes(session, service, message)
    part = raw[attachment.span_start : attachment.span_end]
    content = decode(part, attachment.span_encoding)
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise IntegrityLost("an attachment does not match its digest")
    return content


def blob_bytes(
    session: Session, service: Service, tenant_id: UUID, sha256: str
) -> bytes:
    """The bytes behind a digest; raises NotFound, IntegrityLost."""
    blob = session.get(Blob, (tenant_id, sha256))
    if blob is None:
        raise NotFound(GONE)
    key = service.tenant_key(session, tenant_id)
    return service.packs.read(tenant_id, place_of(blob), key)


def enter_blobs(session: Session, tenant_id: UUID, stored: Iterable[Stored]) -> None:
    """Say in the caller's transaction where blobs lie; a digest that is known stays where it was."""
    once = {blob.sha256: blob for blob in stored}
    rows = [asdict(blob) | {"tenant_id": tenant_id} for blob in once.values()]
    insert_rows(session, Blob, rows, known_stay=True)


def keep(
    session: Session, service: Service, tenant_id: UUID, contents: Sequence[bytes]
) -> list[str]:
    """Store contents under the cabinet's key and say where; returns their digests (hex)."""
    key = service.tenant_key(session, tenant_id)
    stored = service.packs.write(tenant_id, contents, key)
    enter_blobs(session, tenant_id, stored)
    return [blob.sha256 for blob in stored]


def place_of(blob: Blob) -> Stored:
    """The place of a blob, as the pack store wants it."""
    return Stored(blob.sha256, blob.size, blob.pack, blob.offset, blob.length)
