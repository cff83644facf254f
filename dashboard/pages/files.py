"""Documents of a complaint, to keep and never to run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from dashboard.dependencies import TheDb, TheService, TheViewer
from dashboard.downloads import Taken, download, note_download
from dashboard.security.access import get_attachment
from models.cabinets.journal import Access
from models.store.content import attachment_bytes


@get("/pieces/{attachment_id:uuid}", sync_to_thread=True)
def paper(
    db: TheDb, service: TheService, viewer: TheViewer, attachment_id: FromPath[UUID]
) -> Response[Any]:
    found = get_attachment(db, attachment_id)
    # A document is read from its whole message.
    taken = Taken(2 * found.size, lambda: attachment_bytes(db, service, found))
    ids = {"attachment_id": found.id, "complaint_id": found.complaint_id}
    note_download(db, viewer, Access.ATTACHMENT_READ, **ids)
    return download(found.filename, found.content_type, taken)


routes = [paper]
