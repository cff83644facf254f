"""Encrypted blobs, gathered: one file and one wait for the disk a batch.

A pack gets its name only once it is whole on the disk, and is never changed afterwards.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from models.base.errors import DiskFull, IntegrityLost, TemporaryError
from models.vault import durable
from models.vault.pack_format import (
    TAIL_BYTES,
    Blob,
    Stored,
    Writing,
    digests_of,
    index_place,
    open_record,
    read_index,
)

__all__ = ["Blob", "PackStore", "Stored"]

# No room left on the disk, or in our share of it.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NAME = re.compile(r"\d{4}-\d{2}/[0-9a-f-]{36}\.pack", re.ASCII)


class PackStore:
    """The packs below one folder; threads and processes may share it."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._durable: set[Path] = set()
        self._lock = threading.Lock()

    def write(
        self,
        tenant_id: UUID,
        blobs: Sequence[Blob],
        key: bytes,
        digests: Sequence[str] = (),
    ) -> list[Stored]:
        """Store a batch; when this returns, all of it is on the disk.

        `key` is the cabinet's, 32 bytes; `digests` the blobs' SHA-256 (hex), in their
        order, where the caller has them already. Equal blobs of a batch share a record.
        A disk that refuses raises `TemporaryError` (`DiskFull` for want of room), and
        nothing of the batch is stored.
        """
        if not blobs:
            return []
        pack = f"{datetime.now(UTC):%Y-%m}/{uuid4()}.pack"
        path = self._path(tenant_id, pack)
        writing = Writing(tenant_id, pack, key)
        try:
            self._make_durable(path.parent)
            _write_whole(path, writing.pieces(blobs, digests or digests_of(blobs)))
        except OSError as error:
            refused = DiskFull if error.errno in FULL else TemporaryError
            raise refused(f"a pack is not written: {error.strerror}") from error
        return [writing.stored[digest] for digest in writing.order]

    def read(self, tenant_id: UUID, stored: Stored, key: bytes) -> bytes:
        """The blob, its digest verified; `IntegrityLost` when anything does not match."""
        record = self._slice(tenant_id, stored.pack, stored.offset, stored.length)
        plain = open_record(tenant_id, stored.sha256, record, key)
        if hashlib.sha256(plain).hexdigest() != stored.sha256:
            raise IntegrityLost("a blob does not match its digest")
        return plain

    def contents(self, tenant_id: UUID, pack: str, key: bytes) -> list[Stored]:
        """What a pack holds, from its own index; `IntegrityLost` when it is not whole."""
        size = self._size(tenant_id, pack)
        tail = self._slice(tenant_id, pack, size - TAIL_BYTES, TAIL_BYTES)
        sealed = self._slice(tenant_id, pack, *index_place(tail, size))
        return read_index(tenant_id, pack, sealed, key)

    def packs(self, tenant_id: UUID) -> Iterator[str]:
        """The names of a cabinet's packs, months in order."""
        folder = self.root / str(tenant_id)
        for path in sorted(folder.glob("*/*.pack")):
            yield f"{path.parent.name}/{path.name}"

    def remove(self, tenant_id: UUID, pack: str) -> None:
        """Forget a pack that no row names (its transaction was undone, or all is purged)."""
        path = self._path(tenant_id, pack)
        path.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            durable.sync_folder(path.parent)

    def remove_unfinished(self, before: datetime) -> int:
        """Remove what writers that died before `before` left half written; say how many."""
        old = [
            path
            for path in self.root.glob("*/*/.*.tmp")
            if path.stat().st_mtime < before.timestamp()
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, tenant_id: UUID, pack: str) -> Path:
        if not _NAME.fullmatch(pack):
            raise IntegrityLost("a pack has an odd name")
        return self.root / str(tenant_id) / pack

    def _make_durable(self, folder: Path) -> None:
        with self._lock:
            if folder not in self._durable or not folder.is_dir():
                durable.make_folder(folder, self.root.parent)
                self._durable.add(folder)

    def _size(self, tenant_id: UUID, pack: str) -> int:
        try:
            return self._path(tenant_id, pack).stat().st_size
        except FileNotFoundError:
            raise IntegrityLost("a pack is gone") from None

    def _slice(self, tenant_id: UUID, pack: str, offset: int, length: int) -> bytes:
        path = self._path(tenant_id, pack)
        try:
            with path.open("rb", buffering=0) as file:
                found = _read_at(file.fileno(), offset, length)
        except FileNotFoundError:
            raise IntegrityLost("a pack is gone") from None
        except OSError as error:
            raise TemporaryError(f"a pack is not read: {error.strerror}") from error
        return found


def _write_whole(path: Path, pieces: Iterator[bytes]) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    try:
        durable.write_new(draft, pieces)
        draft.rename(path)
        durable.sync_folder(path.parent)
    except OSError:
        for left in (draft, path):
            left.unlink(missing_ok=True)
        raise


def _read_at(descriptor: int, offset: int, length: int) -> bytes:
    if offset < 0 or length < 0:
        raise IntegrityLost("a record has an odd place")
    os.lseek(descriptor, offset, os.SEEK_SET)
    pieces, left = [], length
    while left and (piece := os.read(descriptor, left)):
        pieces.append(piece)
        left -= len(piece)
    if left:
        raise IntegrityLost("a pack is cut short")
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
