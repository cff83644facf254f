"""Received messages as they came: their text, their look in a closed frame, their source."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath
from sqlalchemy import select

from dashboard.complaints.deciding import path_of
from dashboard.complaints.examining import previews
from dashboard.dependencies import HttpRequest, TheDb, TheService, TheViewer
from dashboard.downloads import Taken, download, note_download
from dashboard.headers import FRAME_CSP
from dashboard.rendering import page
from dashboard.security.access import get_message
from ingest.preview.request import Preview, View
from models.base.errors import NotFound
from models.cabinets.journal import Access
from models.rows.complaint import Complaint
from models.rows.message import InboundMessage
from models.rows.parties import ComplaintMessage
from models.store.content import GONE, message_bytes
from models.store.service import Service
from models.store.session import TenantSession

UNREADABLE = "Ce message ne peut pas être affiché ; le fichier entier se télécharge."


@get("/messages/{message_id:uuid}", sync_to_thread=True)
def show_message(
    request: HttpRequest, db: TheDb, service: TheService, message_id: FromPath[UUID]
) -> Response[Any]:
    message = get_message(db, message_id)
    mail = _preview(db, service, message, View.TEXT)
    return page(
        request,
        "messages/message.html",
        message=message,
        mail=mail or Preview(),
        is_readable=mail is not None,
        files=_files_of(db, message),
        path_of=path_of,
    )


@get("/messages/{message_id:uuid}/apercu", sync_to_thread=True)
def frame(db: TheDb, service: TheService, message_id: FromPath[UUID]) -> Response[Any]:
    """The mail as it looked, for a sandboxed frame; the address alone is as harmless."""
    message = get_message(db, message_id)
    mail = _preview(db, service, message, View.FRAME)
    return Response(
        mail.document if mail else UNREADABLE,
        media_type=MediaType.HTML,
        headers={"Content-Security-Policy": FRAME_CSP},
    )


@get("/messages/{message_id:uuid}/source", sync_to_thread=True)
def source(
    db: TheDb, service: TheService, viewer: TheViewer, message_id: FromPath[UUID]
) -> Response[Any]:
    message = get_message(db, message_id)
    taken = Taken(message.size, lambda: message_bytes(db, service, message))
    note_download(db, viewer, Access.SOURCE_READ, message_id=message.id)
    name = f"message-{message.received_at:%Y-%m-%d}-{message.id.hex[-6:]}.eml"
    return download(name, "message/rfc822", taken)


def _preview(
    db: TenantSession, service: Service, message: InboundMessage, view: View
) -> Preview | None:
    """The shown parts of a message; None where nothing can read it."""
    if message.sha256 is None:
        raise NotFound(GONE)
    return previews(db, service, [message], view).get(message.id)


def _files_of(db: TenantSession, message: InboundMessage) -> list[Complaint]:
    """The files this message belongs to."""
    mine = (
        select(Complaint)
        .join(
            ComplaintMessage,
            (ComplaintMessage.tenant_id == Complaint.tenant_id)
            & (ComplaintMessage.complaint_id == Complaint.id),
        )
        .where(
            Complaint.tenant_id == db.tenant_id,
            ComplaintMessage.message_id == message.id,
        )
    )
    return list(db.scalars(mine.distinct()))


routes = [show_message, frame, source]
