"""Documents of a complaint, to keep and never to run."""

from __future__ import annotations

from uuid import UUID

from dashboard.act import Act, Page, show
from dashboard.downloads import Parcel, download, note_download
from dashboard.security.access import get_attachment
from models.rows.event_kinds import EventKind
from models.store.content import attachment_bytes


@show("/pieces/{attachment_id:uuid}")
def download_document(act: Act, attachment_id: UUID) -> Page:
    found = get_attachment(act.db, attachment_id)
    # A document is read from its whole message.
    size = 2 * found.size
    parcel = Parcel(size, lambda: attachment_bytes(act.db, act.service, found))
    ids = {"attachment_id": found.id, "complaint_id": found.complaint_id}
    note_download(act.db, act.viewer, EventKind.ACCESS_ATTACHMENT_READ, **ids)
    return download(found.filename, found.content_type, parcel)
