"""Messages read for a person who waits: in children, as the workers do, never in the web process.

The mail that somebody opens or types in by hand may be the very one that killed its readers.
Cabinets share the children: each has one at a time, so that one's bombs leave another's pages.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.intake.batch import load_batch
from ingest.preview.request import Preview, PreviewRequest, View
from ingest.sandbox.jobs import Analysis, AnalysisBatch
from ingest.sandbox.reader import NotExamined, Reader, ReaderDied
from models.base.errors import KeyLost, TemporaryError
from models.rows.message import Blob, InboundMessage
from models.store.content import place_of
from models.store.service import Service

logger = logging.getLogger(__name__)
_READERS, _MAX_WAITING, _WAIT_SECONDS = 2, 4, 30.0


class ReadersBusy(TemporaryError):
    """A cabinet has several messages waiting for a reader already."""


class Readers:
    """Readers of one process, lent to one request of a cabinet at a time."""

    def __init__(self, count: int = _READERS) -> None:
        self._all = [Reader() for _ in range(count)]
        self._free = list(self._all)
        self._at_work: set[UUID] = set()
        self._waiting: Counter[UUID] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def lend(self, tenant_id: UUID) -> Iterator[Reader]:
        """Yields a reader when it is the cabinet's turn; raises ReadersBusy."""
        reader = self._take(tenant_id)
        try:
            yield reader
        finally:
            with self._changed:
                self._at_work.discard(tenant_id)
                self._free.append(reader)
                self._changed.notify_all()

    def examine(self, batch: AnalysisBatch) -> list[Analysis]:
        """As a reader examines; raises ReadersBusy too."""
        with self.lend(batch.tenant_id) as reader:
            return reader(batch)

    def close(self) -> None:
        """End the children."""
        for reader in self._all:
            reader.close()

    def _take(self, tenant_id: UUID) -> Reader:
        with self._changed:
            # A request that waits holds a thread of the web process.
            if self._waiting[tenant_id] >= _MAX_WAITING:
                raise ReadersBusy
            self._waiting[tenant_id] += 1
            try:
                if not self._changed.wait_for(
                    lambda: self._free and tenant_id not in self._at_work, _WAIT_SECONDS
                ):
                    raise ReadersBusy
            finally:
                self._waiting[tenant_id] -= 1
            # From here the cabinet's next request waits, even if a reader is free.
            self._at_work.add(tenant_id)
            return self._free.pop()


# Of the process; the application closes them.
READERS = Readers()


def analyse(service: Service, tenant_id: UUID, message_id: UUID) -> Analysis | None:
    """Everything a stored message says; None where it cannot be read, or has no bytes here."""
    _, batch = load_batch(service, tenant_id, [message_id])
    if not batch.jobs:
        return None
    try:
        return READERS.examine(batch)[0]
    except (NotExamined, ReaderDied) as error:
        _log([message_id], error)
        return None


def preview_messages(
    session: Session, service: Service, messages: Sequence[InboundMessage], view: View
) -> dict[UUID, Preview]:
    """The shown parts of each message, by id; one that cannot be read is left out."""
    found = _blobs(session, messages)
    kept = [message for message in messages if message.sha256 in found]
    if not kept:
        return {}
    tenant_id = kept[0].tenant_id
    request = PreviewRequest(
        tenant_id,
        service.tenant_key(session, tenant_id),
        str(service.packs.root),
        tuple(place_of(found[str(message.sha256)]) for message in kept),
        view,
    )
    try:
        with READERS.lend(tenant_id) as reader:
            shown = reader.preview(request)
    except (NotExamined, ReaderDied) as error:
        _log([message.id for message in kept], error)
        return {}
    return {
        message.id: preview
        for message, preview in zip(kept, shown, strict=True)
        if preview
    }


def read_heads(
    session: Session, service: Service, messages: Sequence[InboundMessage]
) -> dict[UUID, Preview]:
    """The headers of messages, by id; a lost key and a busy reader have pages of their own."""
    try:
        return preview_messages(session, service, messages, View.HEAD)
    except (KeyLost, ReadersBusy):
        return {}


def _blobs(session: Session, messages: Sequence[InboundMessage]) -> dict[str, Blob]:
    digests = [message.sha256 for message in messages if message.sha256 is not None]
    tenants = [message.tenant_id for message in messages[:1]]
    wanted = select(Blob).where(Blob.tenant_id.in_(tenants), Blob.sha256.in_(digests))
    return {blob.sha256: blob for blob in session.scalars(wanted)}


def _log(message_ids: Sequence[UUID], error: Exception) -> None:
    ids = [str(id_) for id_ in message_ids]
    extra = {"message_ids": ids, "error": type(error).__name__}
    logger.warning("messages could not be read for a person", extra=extra)
