"""HTTP/1.1 read in one way only: what two readers could cut differently is refused."""

from __future__ import annotations

import re
from typing import Any

import h11

_END = re.compile(rb"\n\r?\n")
_BARE = re.compile(rb"(?<!\r)\n")


class StrictConnection(h11.Connection):
    """h11 obeys the letter of RFC 9112 where it allows a server to be kind; here it may not be.

    A proxy that is kind in another way would see other requests than we do (request smuggling).
    """

    def next_event(self) -> Any:
        """The next event; raises RemoteProtocolError, which the server answers with 400."""
        if self.their_state is h11.IDLE:
            _refuse_bare_line_feeds(self.trailing_data[0])
        event = super().next_event()
        if isinstance(event, h11.Request):
            _refuse_two_lengths(event)
        return event

    @property
    def has_begun(self) -> bool:
        """Some of the next request is here, and not yet its whole head."""
        return self.their_state is h11.IDLE and bool(self.trailing_data[0])


def _refuse_bare_line_feeds(received: bytes) -> None:
    """RFC 9112, section 2.2: a line ends with CRLF; a lone LF only *may* be taken for one."""
    end = _END.search(received)
    if _BARE.search(received, 0, end.end() if end else len(received)):
        raise h11.RemoteProtocolError("bare line feed")


def _refuse_two_lengths(request: h11.Request) -> None:
    """RFC 9112, section 6.1: both headers together are an attack, or an error."""
    names = {name for name, _ in request.headers}
    if {b"content-length", b"transfer-encoding"} <= names:
        raise h11.RemoteProtocolError("two lengths")
