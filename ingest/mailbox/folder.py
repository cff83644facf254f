"""An open folder: the messages that it lists, and their bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient.datetime_util import parse_to_datetime

from ingest.mailbox.connection import MIB
from ingest.mailbox.imap import Client, imap_errors

# Larger messages come in pieces, so that one answer stays small.
CHUNKED_FROM = 8 * MIB
CHUNK = MIB
# A replica may show a lower UID late; a search names this many UIDs at most.
OVERLAP = 50
_WINDOW = 50_000
_MAX_WINDOWED_UID = 20_000_000
_MAX_UIDS = 500
_LAST_UID = 2**32 - 1
# The header is looked at alone, and no further than this.
_HEAD_BYTES = 256 * 1024
_LAST_LINE_END = 2
_CONTENT_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_BOUNDARY = re.compile(rb"""boundary\s*=\s*(?:"([^"\n]{1,200})"|([^\s;"]{1,200}))""", re.I)  # fmt: skip
# RFC 9051 lets sizes have 63 bits; what claims more is as little fetched.
_MAX_SIZE = 2**62


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the server lists it; `internal_date` is None when the server gives none."""

    uid: int
    size: int
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message's bytes, their digest (hex) and how the server listed it.

    `is_whole` is False when the server gives, twice, fewer bytes than it announces.
    """

    listed: Listed
    raw: bytes
    sha256: str
    is_whole: bool = True


def make_fetched(listed: Listed, raw: bytes) -> Fetched:
    """A message as fetched, with its digest."""
    digest = hashlib.sha256(raw).hexdigest()
    return Fetched(listed, raw, digest, is_whole(raw, listed.size))


class Folder:
    """An open folder; every command has a budget of bytes."""

    def __init__(self, client: Client, selected: dict[bytes, Any]) -> None:
        self._client = client
        self.uidvalidity = int(selected[b"UIDVALIDITY"])
        self._next: int | None = selected.get(b"UIDNEXT")

    def new_uids(self, last: int) -> list[int]:
        """UIDs above the cursor, and a few below it."""
        lowest = max(1, last - OVERLAP + 1)
        # `n:*` names the last message even when its UID is below n.
        return [uid for uid in self._search(f"{lowest}:*") if uid >= lowest]

    def every_uid(self) -> list[int]:
        """All UIDs; asked window by window, for a line of answer has its limit too."""
        if not self._next or self._next > _MAX_WINDOWED_UID:
            return self._search("1:*")
        windows = range(1, self._next, _WINDOW)
        found = [self._search(f"{n}:{n + _WINDOW - 1}") for n in windows]
        # Messages that arrived since the folder was opened.
        last = self._search(f"{self._next}:*")
        return sorted({uid for uids in (*found, last) for uid in uids})

    def still_there(self, uids: Sequence[int]) -> set[int]:
        """Those of these UIDs that the server still has."""
        found: set[int] = set()
        for first in range(0, len(uids), _MAX_UIDS):
            some = uids[first : first + _MAX_UIDS]
            found.update(self._search(",".join(map(str, some))))
        return found

    def listing(self, uids: Sequence[int]) -> Iterator[Listed]:
        """Size and date of each; a message that is gone is left out."""
        for first in range(0, len(uids), _MAX_UIDS):
            some = uids[first : first + _MAX_UIDS]
            self._client.wire.allow(0)
            answers = self._client.answers(some, "RFC822.SIZE INTERNALDATE")
            yield from (_make_listed(uid, values) for uid, values in answers.items())

    def fetch(self, batch: Sequence[Listed]) -> list[Fetched]:
        """The bytes of a batch, without messages that were not answered, or twice differently."""
        if len(batch) == 1 and batch[0].size > CHUNKED_FROM:
            return self._in_chunks(batch[0])
        by_uid = {message.uid: message for message in batch}
        self._client.wire.allow(2 * sum(message.size for message in batch))
        answers = self._client.answers(list(by_uid), "BODY.PEEK[]")
        whole = {
            uid: values[b"BODY[]"]
            for uid, values in answers.items()
            if _is_answer(values.get(b"BODY[]"), by_uid[uid].size)
        }
        return [
            make_fetched(by_uid[uid], raw)
            for uid, raw in whole.items()
            if len(raw) >= by_uid[uid].size or self._is_confirmed(by_uid[uid], raw)
        ]

    def _is_confirmed(self, message: Listed, raw: bytes) -> bool:
        """Ask again for a message shorter than announced: an answer may be cut short once."""
        self._client.wire.allow(2 * message.size)
        values = self._client.answers([message.uid], "BODY.PEEK[]").get(message.uid, {})
        return bool(values.get(b"BODY[]") == raw)

    def _in_chunks(self, message: Listed) -> list[Fetched]:
        raw = bytearray()
        piece = self._piece(message.uid, 0)
        # Sizes may be estimates: a short piece is the end, whatever was announced.
        while piece and len(raw) <= 2 * message.size:
            raw += piece
            if len(piece) < CHUNK:
                return [make_fetched(message, bytes(raw))]
            piece = self._piece(message.uid, len(raw))
        return (
            [make_fetched(message, bytes(raw))]
            if raw and len(raw) >= message.size
            else []
        )

    def _piece(self, uid: int, start: int) -> bytes | None:
        self._client.wire.allow(CHUNK)
        values = self._client.answers([uid], f"BODY.PEEK[]<{start}.{CHUNK}>")
        piece = values.get(uid, {}).get(f"BODY[]<{start}>".encode())
        return piece if isinstance(piece, bytes) else None

    def _search(self, uids: str) -> list[int]:
        self._client.wire.allow(0)
        with imap_errors():
            found = self._client.search(["UID", uids])
        # Numbers of 32 bits, never zero (RFC 3501, 2.3.1.1): others name nothing.
        return sorted(uid for uid in found if 0 < uid <= _LAST_UID)


def _is_answer(raw: Any, size: int) -> bool:
    # NIL, or nothing for a message with a size, is no answer.
    return isinstance(raw, bytes) and (bool(raw) or size == 0)


def _make_listed(uid: int, values: dict[bytes, Any]) -> Listed:
    size = values.get(b"RFC822.SIZE")
    known = min(max(size, 0), _MAX_SIZE) if isinstance(size, int) else 0
    return Listed(uid, known, _date(values))


def _date(values: dict[bytes, Any]) -> datetime | None:
    value = values.get(b"INTERNALDATE")
    if not isinstance(value, bytes):
        return None
    try:
        found: datetime = parse_to_datetime(value, normalise=False)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_whole(raw: bytes, size: int) -> bool:
    """Nothing is missing of a message of `size` bytes (RFC822.SIZE).

    Servers may count otherwise than they send: one byte more for each line that ends with a
    bare LF, or an estimate (Exchange). An estimate is believed where the message itself
    shows its end: the closing delimiter of its outermost multipart (RFC 2046, 5.1.1).
    """
    missing = size - len(raw)
    # A last line end may be counted and not be sent.
    if missing <= _LAST_LINE_END:
        return True
    bare = raw.count(b"\n") - raw.count(b"\r\n")
    return missing <= bare + _LAST_LINE_END or _shows_its_end(raw)


def _shows_its_end(raw: bytes) -> bool:
    head = raw[:_HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    field = _CONTENT_TYPE.search(head)
    found = _BOUNDARY.search(field[0]) if field else None
    return found is not None and b"\n--" + (found[1] or found[2]) + b"--" in raw
