"""One poll of one mailbox: list what is there, fetch what we owe ourselves, keep it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from ingest.mailbox import locations, unfetched
from ingest.mailbox.connection import MIB
from ingest.mailbox.folder import CHUNKED_FROM, Fetched, Folder, Listed
from ingest.mailbox.imap import Account, MailboxTrouble, open_folder
from ingest.mailbox.store import MailboxClaim, Place, hold_mailbox, store
from models.base.errors import TemporaryError
from models.rows.base import now
from models.rows.mailbox import Mailbox
from models.store.service import Service
from models.store.session import tenant_transaction

BATCH_COUNT = 50
BATCH_BYTES = 4 * MIB
# The poll ends by itself before its watchdog cuts it, and goes on when others had their turn.
ENOUGH_SECONDS = 120.0
_OWED_AT_ONCE = 1000
# After so many failures a message no longer spoils the polls of the others.
_TRIES = 5


@dataclass
class Polled:
    """What a poll did; `complete` is False when there is more to fetch at once."""

    stored: int = 0
    complete: bool = True
    reconciled: bool = False
    # Bytes that the server sent, words included.
    received: int = 0
    missed: set[int] = field(default_factory=set)


@dataclass
class Poll:
    """One poll: what it holds, what it was asked, whom it tells of stored messages."""

    service: Service
    grip: MailboxClaim
    mailbox: Mailbox
    reconcile: bool
    on_stored: Callable[[list[UUID]], None]
    at_stop: Callable[[Callable[[], None]], Callable[[], None]] | None = None

    def run(self, account: Account) -> Polled:
        """Raises MailboxTrouble, Superseded, TemporaryError; what was stored stays."""
        self.done, self.asked = Polled(), list[int]()
        self.until = time.monotonic() + ENOUGH_SECONDS
        allow = self.service.settings.allow_local_mail_hosts
        try:
            with (
                ThreadPoolExecutor(1, "store") as self.hand,
                open_folder(account, allow_local=allow, at_stop=self.at_stop) as (
                    client,
                    said,
                ),
            ):
                self.folder = Folder(client, said)
                self._list()
                self._fetch()
                self.done.received = client.wire.received
        except MailboxTrouble:
            self._note_missed(self.asked)
            raise
        return self.done

    def _list(self) -> None:
        mailbox, folder = self.mailbox, self.folder
        fresh = mailbox.uidvalidity != folder.uidvalidity
        full = fresh or self.reconcile
        there = folder.every_uid() if full else folder.new_uids(mailbox.last_uid)
        lowest = 0 if full else min(there, default=1)
        with tenant_transaction(self.service.app, self.grip.tenant_id) as session:
            validity = folder.uidvalidity
            known = locations.known_uids(session, self.grip, validity, lowest)
        listed = list(folder.listing([uid for uid in there if uid not in known]))
        self.listed = {one.uid: one for one in listed}
        with tenant_transaction(self.service.app, self.grip.tenant_id) as session:
            if fresh:
                locations.begin_numbering(session, self.grip, mailbox, folder)
            locations.enter_listing(
                session, self.grip, mailbox, folder, listed, catch_up=fresh
            )
            if full:
                owed = locations.owed_uids(session, self.grip, validity)
                gone = dict.fromkeys(owed - set(there))
                unfetched.enter_gone(session, self.grip, validity, gone)
            unfetched.want_again(session, self.grip, validity, known & set(there))
            counted = {"listed": len(there), "reconciled_at": now()} if full else {}
            hold_mailbox(session, self.grip, **counted)
        self.done.reconciled = full

    def _fetch(self) -> None:
        while True:
            with tenant_transaction(self.service.app, self.grip.tenant_id) as session:
                owed = locations.owed_places(
                    session, self.grip, self.folder.uidvalidity, _OWED_AT_ONCE
                )
            left = {uid: owed[uid] for uid in owed if self._is_asked(uid, owed[uid][1])}
            if not left:
                return
            listed = self._listing(left)
            known = {uid: place for uid, (place, _) in left.items()}
            self._close_gone({u: known[u] for u in known if u not in listed})
            ordered = [listed[uid] for uid in left if uid in listed]
            self._fetch_these(
                _batches(self._without_too_large(ordered, known), left), known
            )
            if not self.done.complete:
                return

    def _listing(self, uids: Iterable[int]) -> dict[int, Listed]:
        """How the server lists these; what this poll has listed is not asked twice."""
        listed = {uid: self.listed.pop(uid) for uid in uids if uid in self.listed}
        left = [uid for uid in uids if uid not in listed]
        return listed | {one.uid: one for one in self.folder.listing(left)}

    def _fetch_these(
        self, batches: Iterable[list[Listed]], known: dict[int, Place]
    ) -> None:
        """While one batch is kept the next is fetched; when this returns all are kept."""
        keeping: Future[None] | None = None
        for batch in batches:
            if time.monotonic() > self.until:
                self.done.complete = False
                break
            fetched = self._fetch_batch(batch)
            if keeping is not None:
                keeping.result()
            keeping = self.hand.submit(self._keep, fetched, known)
        if keeping is not None:
            keeping.result()

    def _is_asked(self, uid: int, tries: int) -> bool:
        """Once a poll; what never came is left to the hours of full listings, shown as overdue."""
        rested = self.done.reconciled and not self.mailbox.failures
        return uid not in self.done.missed and (tries < _TRIES or rested)

    def _close_gone(self, unlisted: dict[int, Place]) -> None:
        if not unlisted:
            return
        there = self.folder.still_there(list(unlisted))
        gone = {u: p.message_id for u, p in unlisted.items() if u not in there}
        with tenant_transaction(self.service.app, self.grip.tenant_id) as session:
            unfetched.enter_gone(session, self.grip, self.folder.uidvalidity, gone)
        self._note_missed(there & unlisted.keys())

    def _without_too_large(
        self, listed: Sequence[Listed], owed: dict[int, Place]
    ) -> list[Listed]:
        limit = self.service.settings.message_max_mb * MIB
        large = [one for one in listed if one.size > limit]
        if large:
            with tenant_transaction(self.service.app, self.grip.tenant_id) as session:
                validity = self.folder.uidvalidity
                unfetched.settle_too_large(session, self.grip, validity, large, owed)
        return [one for one in listed if one.size <= limit]

    def _fetch_batch(self, batch: list[Listed]) -> list[Fetched]:
        self.asked = [one.uid for one in batch]
        fetched = self.folder.fetch(batch)
        self.asked = []
        self._note_missed({o.uid for o in batch} - {f.listed.uid for f in fetched})
        return fetched

    def _keep(self, fetched: list[Fetched], known: dict[int, Place]) -> None:
        if fetched:
            validity = self.folder.uidvalidity
            fresh = store(self.service, self.grip, validity, fetched, known)
            self.done.stored += len(fresh)
            self.on_stored(fresh)

    def _note_missed(self, uids: set[int] | list[int]) -> None:
        """Nothing, NIL or another's bytes are no answer: it is asked for again, later and alone."""
        if not uids:
            return
        self.done.missed |= set(uids)
        with (
            suppress(TemporaryError),
            tenant_transaction(self.service.app, self.grip.tenant_id) as session,
        ):
            locations.count_try(session, self.grip, self.folder.uidvalidity, uids)


def _batches(
    listed: Sequence[Listed], owed: dict[int, tuple[Place, int]]
) -> Iterator[list[Listed]]:
    """By count and by bytes; a big one, or one that failed before, comes alone."""
    batch: list[Listed] = []
    size = 0
    for one in listed:
        alone = one.size > CHUNKED_FROM or owed[one.uid][1] > 0
        full = len(batch) >= BATCH_COUNT or size + one.size > BATCH_BYTES
        if batch and (alone or full):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
        if alone:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
