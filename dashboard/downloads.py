"""Bytes of strangers, handed to a person so that the browser runs none of them."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from litestar import Response

from dashboard.headers import DOWNLOAD_CSP
from dashboard.security.viewer import Viewer
from models.session import TenantSession
from models.tenants import journal
from models.tenants.journal import Access

# What a browser may be told it is; anything else is a plain stream of bytes.
PASSED_ON = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/tiff",
        "text/plain",
        "message/rfc822",
        "application/zip",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.text",
    }
)
_OTHER = "application/octet-stream"


def download(filename: str, content_type: str, data: bytes) -> Response[bytes]:
    """A file to keep, never to show: RFC 6266 name, known type or none, nothing runs."""
    told = content_type.split(";")[0].strip().lower()
    return Response(
        data,
        media_type=told if told in PASSED_ON else _OTHER,
        headers={
            "Content-Disposition": disposition(filename),
            "Content-Security-Policy": DOWNLOAD_CSP,
            "Cache-Control": "private, no-store",
        },
    )


def note_download(
    db: TenantSession, viewer: Viewer, access: Access, **ids: UUID
) -> None:
    """Note in the person's stream what they take away; call it last, the stream is locked."""
    journal.note(db, viewer.tenant_id, viewer.user_id, access, by=viewer.user_id, **ids)


def disposition(filename: str) -> str:
    """`attachment` with the name in UTF-8, and a plain one for what cannot read that."""
    name = "".join(c for c in filename if c.isprintable() and c not in '/\\"').strip(
        ". "
    )
    name = name[:150] or "document"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
