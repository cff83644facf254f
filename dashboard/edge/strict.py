"""HTTP/1.1 read in one way only: what two readers could cut differently is refused."""

from __future__ import annotations

import re
from typing import Any

import h11
from h11._receivebuffer import ReceiveBuffer

# The end of a head or of a trailer; an empty one is its own end.
_END = re.compile(rb"(?:\A|\n)\r?\n")
_BARE = re.compile(rb"(?<!\r)\n")
_FOLD = (b" ", b"\t")


class StrictConnection(h11.Connection):
    """h11 obeys the letter of RFC 9112 where it allows a server to be kind; here it may not be.

    A proxy that is kind in another way would see other requests than we do (request smuggling).
    """

    def __init__(self, our_role: type[h11.SERVER]) -> None:
        super().__init__(our_role)
        # The only place where the lines of heads and of trailers are still bytes.
        self._receive_buffer = StrictBuffer()

    def next_event(self) -> Any:
        """The next event; raises RemoteProtocolError, which the server answers with 400."""
        event = super().next_event()
        if isinstance(event, h11.Request):
            _refuse_two_lengths(event)
        return event

    @property
    def has_begun(self) -> bool:
        """Some of the next request is here, and not yet its whole head."""
        return self.their_state is h11.IDLE and bool(self.trailing_data[0])


class StrictBuffer(ReceiveBuffer):
    """Received bytes; lines are taken out of them only when they are whole and plain."""

    def maybe_extract_lines(self) -> list[bytearray] | None:
        """The lines up to the first blank one, None while they are incomplete."""
        _refuse_bare_line_feeds(bytes(self))
        lines = super().maybe_extract_lines()
        # RFC 9112, section 5.2: a server must refuse a line that continues the one before.
        if any(line.startswith(_FOLD) for line in lines or ()):
            raise h11.RemoteProtocolError("folded line")
        return lines


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
