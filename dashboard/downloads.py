"""Bytes of strangers, handed to a person so that the browser runs none of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.response import Stream

from dashboard.response_headers import DOWNLOAD_CSP
from dashboard.security.viewer import Viewer
from models.base.errors import TemporaryError
from models.cabinets import journal
from models.rows.event_kinds import EventKind
from models.store.session import TenantSession

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
# In memory at once, of all downloads of a process.
MAX_BYTES = 256 * 1024 * 1024
_PIECE = 256 * 1024


class DownloadsBusy(TemporaryError):
    """Too much is on its way to slow readers for another file to be read from the disk."""


class Parcel:
    """Bytes on their way to a person, counted for as long as anything holds them."""

    _guard = threading.Lock()
    _bytes = 0

    def __init__(self, size: int, read: Callable[[], bytes]) -> None:
        """Reads what has `size` bytes, where there is room for it; raises DownloadsBusy."""
        self._size = 0
        with Parcel._guard:
            # The only one may be larger than all the room: it would wait without end.
            if Parcel._bytes and Parcel._bytes + size > MAX_BYTES:
                raise DownloadsBusy
            Parcel._bytes += size
            self._size = size
        self.data = read()

    def __del__(self) -> None:
        # A response may be dropped at any point of its way: this is the one that all pass.
        self.release()

    def release(self) -> None:
        """Stop counting the bytes; a second call does nothing."""
        with Parcel._guard:
            Parcel._bytes -= self._size
            self._size = 0

    @classmethod
    def under_way(cls) -> int:
        """Bytes in memory for all downloads of this process."""
        with cls._guard:
            return cls._bytes

    def pieces(self) -> Iterator[bytes]:
        """The bytes in pieces, so that a slow reader does not fill the socket's buffer."""
        try:
            for start in range(0, len(self.data), _PIECE):
                yield self.data[start : start + _PIECE]
        finally:
            self.release()


def download(filename: str, content_type: str, parcel: Parcel) -> Response[Any]:
    """A file to keep, never to show: RFC 6266 name, known type or none, nothing runs."""
    kind = content_type.split(";")[0].strip().lower()
    return Stream(
        parcel.pieces(),
        media_type=kind if kind in PASSED_ON else _OTHER,
        headers={
            # With an attachment nothing runs, whatever the file says that it is.
            "Content-Disposition": disposition(filename),
            "Content-Security-Policy": DOWNLOAD_CSP,
            "Cache-Control": "private, no-store",
            "Content-Length": str(len(parcel.data)),
        },
    )


def note_download(
    db: TenantSession, viewer: Viewer, kind: EventKind, **ids: UUID
) -> None:
    """Note in the person's stream what they take away; call it last, the stream is locked."""
    journal.note(db, viewer.tenant_id, viewer.user_id, kind, by=viewer.user_id, **ids)


def disposition(filename: str) -> str:
    """`attachment` with the name in UTF-8, and a plain one for what cannot read that."""
    name = "".join(c for c in filename if c.isprintable() and c not in '/\\"').strip(
        ". "
    )
    name = name[:150] or "document"
    # Old readers take the first name, RFC 6266 readers the one in UTF-8.
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
