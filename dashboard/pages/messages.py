"""Received messages as they came: their text, their look in a closed frame, their source."""

from __future__ import annotations

from uuid import UUID

from litestar import Response
from litestar.enums import MediaType
from sqlalchemy import select

from dashboard.act import Act, Page, show
from dashboard.complaints.examining import preview_messages
from dashboard.complaints.paths import path_of
from dashboard.downloads import Parcel, download, note_download
from dashboard.response_headers import FRAME_CSP
from dashboard.security.access import get_message
from ingest.preview.request import Preview, View
from models.base.errors import NotFound
from models.rows.complaint import Complaint
from models.rows.complaint_parts import ComplaintMessage
from models.rows.event_kinds import EventKind
from models.rows.message import InboundMessage
from models.store.content import GONE, message_bytes
from models.store.session import TenantSession

UNREADABLE = "Ce message ne peut pas être affiché ; le fichier entier se télécharge."


@show("/messages/{message_id:uuid}")
def show_message(act: Act, message_id: UUID) -> Page:
    message = get_message(act.db, message_id)
    mail = _preview(act, message, View.TEXT)
    return act.page(
        "messages/message.html",
        message=message,
        mail=mail or Preview(),
        is_readable=mail is not None,
        files=_files_of(act.db, message),
        path_of=path_of,
    )


@show("/messages/{message_id:uuid}/apercu")
def show_frame(act: Act, message_id: UUID) -> Page:
    """The mail as it looked, for a sandboxed frame; the address alone is as harmless."""
    # Sanitized in a child, and shown in a frame where nothing runs: two walls.
    mail = _preview(act, get_message(act.db, message_id), View.FRAME)
    return Response(
        mail.document if mail else UNREADABLE,
        media_type=MediaType.HTML,
        headers={"Content-Security-Policy": FRAME_CSP},
    )


@show("/messages/{message_id:uuid}/source")
def download_source(act: Act, message_id: UUID) -> Page:
    db, message = act.db, get_message(act.db, message_id)
    parcel = Parcel(message.size, lambda: message_bytes(db, act.service, message))
    note_download(db, act.viewer, EventKind.ACCESS_SOURCE_READ, message_id=message.id)
    name = f"message-{message.received_at:%Y-%m-%d}-{message.id.hex[-6:]}.eml"
    return download(name, "message/rfc822", parcel)


def _preview(act: Act, message: InboundMessage, view: View) -> Preview | None:
    """The shown parts of a message; None where nothing can read it."""
    if message.sha256 is None:
        raise NotFound(GONE)
    return preview_messages(act.db, act.service, [message], view).get(message.id)


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
