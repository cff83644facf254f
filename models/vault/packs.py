"""Encrypted blobs, gathered: one file and one wait for the disk a batch.

A pack gets its name only once it is whole on the disk, and is never changed afterwards.

A record is nonce, AES-256-GCM ciphertext and tag, bound to its cabinet and digest, so
that it can neither be moved nor passed for another.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import struct
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.base.errors import DiskFull, IntegrityLost, TemporaryError
from models.vault import durable
from models.vault.keys import NONCE_BYTES, OVERHEAD, context, open_sealed, seal

BEGIN, END = b"RPACK01\n", b"RPEND01\n"
TAIL_BYTES = 16
_ENTRY = struct.Struct(">32sQQQ")
_TAIL = struct.Struct(">Q8s")

Blob = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Stored:
    """Place of a blob: its digest (hex) and size, its pack and the record's place there."""

    sha256: str
    size: int
    pack: str
    offset: int
    length: int


class Writing:
    """One pack being written: hands out its pieces and remembers where each blob went."""

    def __init__(self, tenant_id: UUID, pack: str, key: bytes) -> None:
        self.tenant_id, self.pack, self.key = tenant_id, pack, key
        self.cipher = AESGCM(key)
        self.stored: dict[str, Stored] = {}
        self.order: list[str] = []
        self.offset = len(BEGIN)

    def pieces(self, blobs: Sequence[Blob], digests: Iterable[str]) -> Iterator[bytes]:
        """The bytes of the pack, in order; equal blobs share a record."""
        yield BEGIN
        for blob, digest in zip(blobs, digests, strict=True):
            self.order.append(digest)
            if digest not in self.stored:
                yield from self._record(digest, blob)
        index = b"".join(_pack_entry(record) for record in self.stored.values())
        sealed = seal(self.key, index, context(self.tenant_id, "pack", self.pack))
        yield sealed
        yield _TAIL.pack(len(sealed), END)

    def _record(self, digest: str, blob: Blob) -> Iterator[bytes]:
        nonce = os.urandom(NONCE_BYTES)
        yield nonce
        yield self.cipher.encrypt(nonce, blob, context(self.tenant_id, digest))
        size = memoryview(blob).nbytes
        length = size + OVERHEAD
        self.stored[digest] = Stored(digest, size, self.pack, self.offset, length)
        self.offset += length


def digests_of(blobs: Iterable[Blob]) -> Iterator[str]:
    """The names of blobs: their SHA-256, hex."""
    return (hashlib.sha256(blob).hexdigest() for blob in blobs)


def open_record(tenant_id: UUID, digest: str, record: bytes, key: bytes) -> bytes:
    """The plain blob of a record; `IntegrityLost` when anything does not match."""
    if len(record) < OVERHEAD:
        raise IntegrityLost("a record is cut short")
    body = memoryview(record)[NONCE_BYTES:]
    try:
        place = context(tenant_id, digest)
        return AESGCM(key).decrypt(record[:NONCE_BYTES], body, place)
    except InvalidTag:
        raise IntegrityLost(
            "a record does not match its key, cabinet or digest"
        ) from None


def index_place(tail: bytes, size: int) -> tuple[int, int]:
    """Offset and length of the index of a pack of `size` bytes, from its last bytes."""
    length, end = _TAIL.unpack(tail)
    if end != END or length > size - len(BEGIN) - TAIL_BYTES:
        raise IntegrityLost("a pack has no end")
    return size - TAIL_BYTES - length, length


def read_index(tenant_id: UUID, pack: str, sealed: bytes, key: bytes) -> list[Stored]:
    """Read the index of a pack; `IntegrityLost` when it is another pack's."""
    index = open_sealed(key, sealed, context(tenant_id, "pack", pack))
    entries = _ENTRY.iter_unpack(index)
    return [Stored(entry[0].hex(), entry[1], pack, *entry[2:]) for entry in entries]


def _pack_entry(stored: Stored) -> bytes:
    digest = bytes.fromhex(stored.sha256)
    return _ENTRY.pack(digest, stored.size, stored.offset, stored.length)


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
        """List the contents of a pack, from its own index; `IntegrityLost` when it is not whole."""
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
