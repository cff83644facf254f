"""An open folder: which messages it lists, and their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient.datetime_util import parse_to_datetime

from ingest.mailbox.connection import MIB
from ingest.mailbox.imap import Client, reading
from ingest.mailbox.wholeness import is_whole

# Larger messages come in pieces, so that one answer stays small.
CHUNKED_FROM = 8 * MIB
CHUNK = MIB
# A replica may show a lower UID late; a search names this many UIDs at most.
OVERLAP = 50
_WINDOW = 50_000
_FARTHEST = 20_000_000
_AT_ONCE = 500
_LAST_UID = 2**32 - 1
# RFC 9051 lets sizes have 63 bits; what claims more is as little fetched.
_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the server lists it; `internal_date` is None when the server tells none."""

    uid: int
    size: int
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message's bytes, their digest (hex) and how the server listed it.

    `whole` is False when the server insists on fewer bytes than it announces.
    """

    listed: Listed
    raw: bytes
    sha256: str
    whole: bool = True


def fetched(listed: Listed, raw: bytes) -> Fetched:
    digest = hashlib.sha256(raw).hexdigest()
    return Fetched(listed, raw, digest, is_whole(raw, listed.size))


class Folder:
    """What can be asked of an open folder; every question has a budget of bytes."""

    def __init__(self, client: Client, said: dict[bytes, Any]) -> None:
        self._client = client
        self.uidvalidity = int(said[b"UIDVALIDITY"])
        self._next: int | None = said.get(b"UIDNEXT")

    def new_uids(self, last: int) -> list[int]:
        """UIDs above the cursor, and a few below it."""
        lowest = max(1, last - OVERLAP + 1)
        # `n:*` names the last message even when its UID is below n.
        return [uid for uid in self._search(f"{lowest}:*") if uid >= lowest]

    def every_uid(self) -> list[int]:
        """All UIDs; asked window by window, for a line of answer has its limit too."""
        if not self._next or self._next > _FARTHEST:
            return self._search("1:*")
        windows = range(1, self._next, _WINDOW)
        found = [self._search(f"{n}:{n + _WINDOW - 1}") for n in windows]
        # What came since the folder was opened.
        last = self._search(f"{self._next}:*")
        return sorted({uid for uids in (*found, last) for uid in uids})

    def still_there(self, uids: Sequence[int]) -> set[int]:
        """Which of these the server has still."""
        found: set[int] = set()
        for first in range(0, len(uids), _AT_ONCE):
            some = uids[first : first + _AT_ONCE]
            found.update(self._search(",".join(map(str, some))))
        return found

    def listing(self, uids: Sequence[int]) -> Iterator[Listed]:
        """Size and date of each; one that is gone meanwhile is left out."""
        for first in range(0, len(uids), _AT_ONCE):
            some = uids[first : first + _AT_ONCE]
            self._client.wire.allow(0)
            answers = self._client.answers(some, "RFC822.SIZE INTERNALDATE")
            yield from (_listed(uid, told) for uid, told in answers.items())

    def fetch(self, batch: Sequence[Listed]) -> list[Fetched]:
        """The bytes of a batch; a message that was not answered, or twice otherwise, is not there."""
        if len(batch) == 1 and batch[0].size > CHUNKED_FROM:
            return self._in_chunks(batch[0])
        by_uid = {one.uid: one for one in batch}
        self._client.wire.allow(2 * sum(one.size for one in batch))
        answers = self._client.answers(list(by_uid), "BODY.PEEK[]")
        whole = {
            uid: told[b"BODY[]"]
            for uid, told in answers.items()
            if _is_answer(told.get(b"BODY[]"), by_uid[uid].size)
        }
        return [
            fetched(by_uid[uid], raw)
            for uid, raw in whole.items()
            if len(raw) >= by_uid[uid].size or self._says_again(by_uid[uid], raw)
        ]

    def _says_again(self, one: Listed, raw: bytes) -> bool:
        """Ask again for what is shorter than announced: an answer may have been cut short once."""
        self._client.wire.allow(2 * one.size)
        told = self._client.answers([one.uid], "BODY.PEEK[]").get(one.uid, {})
        return bool(told.get(b"BODY[]") == raw)

    def _in_chunks(self, one: Listed) -> list[Fetched]:
        raw = bytearray()
        piece = self._piece(one.uid, 0)
        # Sizes may be estimates: a short piece is the end, whatever was announced.
        while piece and len(raw) <= 2 * one.size:
            raw += piece
            if len(piece) < CHUNK:
                return [fetched(one, bytes(raw))]
            piece = self._piece(one.uid, len(raw))
        return [fetched(one, bytes(raw))] if raw and len(raw) >= one.size else []

    def _piece(self, uid: int, start: int) -> bytes | None:
        self._client.wire.allow(CHUNK)
        told = self._client.answers([uid], f"BODY.PEEK[]<{start}.{CHUNK}>")
        piece = told.get(uid, {}).get(f"BODY[]<{start}>".encode())
        return piece if isinstance(piece, bytes) else None

    def _search(self, uids: str) -> list[int]:
        self._client.wire.allow(0)
        with reading():
            found = self._client.search(["UID", uids])
        # Numbers of 32 bits, never zero (RFC 3501, 2.3.1.1): others name nothing.
        return sorted(uid for uid in found if 0 < uid <= _LAST_UID)


def _is_answer(raw: Any, size: int) -> bool:
    # NIL, or nothing where there should be something: no answer.
    return isinstance(raw, bytes) and (bool(raw) or size == 0)


def _listed(uid: int, told: dict[bytes, Any]) -> Listed:
    size = told.get(b"RFC822.SIZE")
    known = min(max(size, 0), _MOST) if isinstance(size, int) else 0
    return Listed(uid, known, _date(told))


def _date(told: dict[bytes, Any]) -> datetime | None:
    said = told.get(b"INTERNALDATE")
    if not isinstance(said, bytes):
        return None
    try:
        found: datetime = parse_to_datetime(said, normalise=False)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
