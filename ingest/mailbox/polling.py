"""One poll of one mailbox: list the messages there, fetch those we owe ourselves, store them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from uuid import UUID

from ingest.mailbox import locations, unfetched
from ingest.mailbox.connection import MIB
from ingest.mailbox.folder import CHUNKED_FROM, Fetched, Folder, Listed
from ingest.mailbox.imap import Account, MailboxTrouble, open_folder
from ingest.mailbox.store import Location, MailboxClaim, store, update_mailbox
from models.base.errors import TemporaryError
from models.rows.base import now
from models.rows.mailbox import Mailbox
from models.store.service import Service
from models.store.session import TenantSession, tenant_transaction

BATCH_COUNT = 50
BATCH_BYTES = 4 * MIB
# The poll ends by itself before its watchdog cuts it, and goes on when others had their turn.
MAX_SECONDS = 120.0
_MAX_OWED = 1000
# After so many failures a message no longer spoils the polls of the others.
_MAX_TRIES = 5


@dataclass
class Polled:
    """Results of a poll; `complete` is False when there is more to fetch at once."""

    stored: int = 0
    complete: bool = True
    reconciled: bool = False
    # Bytes that the server sent, words included.
    received: int = 0
    missed: set[int] = field(default_factory=set)


@dataclass
class Poll:
    """One poll: the claim it works under, what it is to list, whom it wakes for stored messages."""

    service: Service
    claim: MailboxClaim
    mailbox: Mailbox
    reconcile: bool
    on_stored: Callable[[list[UUID]], None]
    at_stop: Callable[[Callable[[], None]], Callable[[], None]] | None = None

    def run(self, account: Account) -> Polled:
        """Poll the mailbox; messages stored before an error stay.

        1. Log in and open the folder read-only.
        2. Write a location for every message that is new to us: it is owed a verdict.
        3. Fetch what we owe in batches; while one is written the next is fetched.

        Raises MailboxTrouble, Superseded, TemporaryError.
        """
        self.result, self.asked = Polled(), list[int]()
        self.until = time.monotonic() + MAX_SECONDS
        allow = self.service.settings.allow_local_mail_hosts
        try:
            with (
                ThreadPoolExecutor(1, "store") as self.writer,
                open_folder(account, allow_local=allow, at_stop=self.at_stop) as opened,
            ):
                client, selected = opened
                self.folder = Folder(client, selected)
                self.listed = self._list()
                while self._fetch_owed():
                    pass
                self.result.received = client.wire.received
        # A message that breaks the connection each time must not keep the others
        # waiting.
        except MailboxTrouble:
            # What was asked for when it broke may be what broke it.
            self._count_missed(self.asked)
            raise
        return self.result

    def _transaction(self) -> AbstractContextManager[TenantSession]:
        return tenant_transaction(self.service.app, self.claim.tenant_id)

    def _list(self) -> dict[int, Listed]:
        """Enter new messages into the locations; returns how the server lists them, by UID."""
        mailbox, folder, claim = self.mailbox, self.folder, self.claim
        validity = folder.uidvalidity
        is_renumbered = mailbox.uidvalidity != validity
        is_full = is_renumbered or self.reconcile
        there = folder.every_uid() if is_full else folder.new_uids(mailbox.last_uid)
        lowest = 0 if is_full else min(there, default=1)
        with self._transaction() as session:
            # A UID with a location needs no listing: large mailboxes are listed every
            # few hours.
            known = locations.find_known_uids(session, claim, validity, lowest)
        listed = list(folder.listing([uid for uid in there if uid not in known]))
        with self._transaction() as session:
            # UIDs of another UIDVALIDITY name other messages (RFC 9051, 2.3.1.1).
            if is_renumbered:
                locations.begin_numbering(session, claim, mailbox, folder)
            locations.enter_listing(
                session, claim, mailbox, folder, listed, catch_up=is_renumbered
            )
            if is_full:
                owed = locations.find_owed_uids(session, claim, validity)
                gone = dict.fromkeys(owed - set(there))
                unfetched.enter_gone(session, claim, validity, gone)
            unfetched.want_again(session, claim, validity, known & set(there))
            counts = {"listed": len(there), "reconciled_at": now()} if is_full else {}
            update_mailbox(session, claim, **counts)
        self.result.reconciled = is_full
        return {message.uid: message for message in listed}

    def _fetch_owed(self) -> bool:
        """Fetch and store a round of owed messages; False when this poll is at its end."""
        with self._transaction() as session:
            owed = locations.find_owed(
                session, self.claim, self.folder.uidvalidity, _MAX_OWED
            )
        wanted = {uid: owed[uid] for uid in owed if self._is_wanted(uid, owed[uid][1])}
        if not wanted:
            return False
        # Sizes are asked first: they decide what goes into a batch and what is too
        # large.
        listed = self._listing(wanted)
        known_locations = {uid: location for uid, (location, _) in wanted.items()}
        self._settle_gone(
            {uid: known_locations[uid] for uid in known_locations if uid not in listed}
        )
        ordered = [listed[uid] for uid in wanted if uid in listed]
        fetchable = self._settle_too_large(ordered, known_locations)
        self._fetch_batches(_batches(fetchable, wanted), known_locations)
        return self.result.complete

    def _is_wanted(self, uid: int, tries: int) -> bool:
        """Fetch once a poll; after many failures only beside a full listing, shown as overdue."""
        may_retry = self.result.reconciled and not self.mailbox.failures
        return uid not in self.result.missed and (tries < _MAX_TRIES or may_retry)

    def _listing(self, uids: Iterable[int]) -> dict[int, Listed]:
        """Listings of these UIDs; a message that this poll has listed is not asked twice."""
        listed = {uid: self.listed.pop(uid) for uid in uids if uid in self.listed}
        others = [uid for uid in uids if uid not in listed]
        return listed | {found.uid: found for found in self.folder.listing(others)}

    def _settle_gone(self, unlisted: dict[int, Location]) -> None:
        """Close the places of messages that left the server; the others were not answered."""
        if not unlisted:
            return
        there = self.folder.still_there(list(unlisted))
        gone = {u: p.message_id for u, p in unlisted.items() if u not in there}
        with self._transaction() as session:
            unfetched.enter_gone(session, self.claim, self.folder.uidvalidity, gone)
        self._count_missed(there & unlisted.keys())

    def _settle_too_large(
        self, listed: Sequence[Listed], known_locations: dict[int, Location]
    ) -> list[Listed]:
        """Set aside what is above the limit; returns the rest."""
        limit = self.service.settings.message_max_mb * MIB
        large = [message for message in listed if message.size > limit]
        if large:
            with self._transaction() as session:
                validity = self.folder.uidvalidity
                unfetched.settle_too_large(
                    session, self.claim, validity, large, known_locations
                )
        return [message for message in listed if message.size <= limit]

    def _fetch_batches(
        self, batches: Iterable[list[Listed]], known_locations: dict[int, Location]
    ) -> None:
        """While one batch is written the next is fetched; at the end all are written."""
        writing: Future[None] | None = None
        for batch in batches:
            # The rest is fetched at the next turn: other mailboxes wait for this
            # thread.
            if time.monotonic() > self.until:
                self.result.complete = False
                break
            fetched = self._fetch_batch(batch)
            if writing is not None:
                writing.result()
            writing = self.writer.submit(self._store, fetched, known_locations)
        if writing is not None:
            writing.result()

    def _fetch_batch(self, batch: list[Listed]) -> list[Fetched]:
        self.asked = [message.uid for message in batch]
        fetched = self.folder.fetch(batch)
        answered = {message.listed.uid for message in fetched}
        self._count_missed(set(self.asked) - answered)
        self.asked = []
        return fetched

    def _store(
        self, fetched: list[Fetched], known_locations: dict[int, Location]
    ) -> None:
        if fetched:
            validity = self.folder.uidvalidity
            stored = store(self.service, self.claim, validity, fetched, known_locations)
            self.result.stored += len(stored)
            self.on_stored(stored)

    def _count_missed(self, uids: Collection[int]) -> None:
        """Nothing, NIL or another's bytes are no answer: it is asked for again, later and alone."""
        if not uids:
            return
        self.result.missed |= set(uids)
        with suppress(TemporaryError), self._transaction() as session:
            locations.count_try(session, self.claim, self.folder.uidvalidity, uids)


def _batches(
    listed: Sequence[Listed], owed: dict[int, tuple[Location, int]]
) -> Iterator[list[Listed]]:
    """Batches by count and by bytes; a big message, or one that failed before, is alone in its."""
    batch: list[Listed] = []
    size = 0
    for message in listed:
        # A message that failed before may be the reason: it risks no other's.
        is_alone = message.size > CHUNKED_FROM or owed[message.uid][1] > 0
        is_full = len(batch) >= BATCH_COUNT or size + message.size > BATCH_BYTES
        if batch and (is_alone or is_full):
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += message.size
        if is_alone:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
