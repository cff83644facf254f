"""What a pack looks like: `BEGIN`, one record a blob, a sealed index, `END`.

A record is nonce, AES-256-GCM ciphertext and tag, bound to its cabinet and digest, so
that it can neither be moved nor passed for another.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.base.errors import IntegrityLost
from models.vault.box import NONCE_BYTES, OVERHEAD, context, open_sealed, seal

BEGIN, END = b"RPACK01\n", b"RPEND01\n"
TAIL_BYTES = 16
_ENTRY = struct.Struct(">32sQQQ")
_TAIL = struct.Struct(">Q8s")

Blob = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a blob lies: its digest (hex) and size, its pack and the record's place there."""

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
        index = b"".join(_packed(one) for one in self.stored.values())
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
    """What the index of a pack names; `IntegrityLost` when it is another pack's."""
    index = open_sealed(key, sealed, context(tenant_id, "pack", pack))
    entries = _ENTRY.iter_unpack(index)
    return [Stored(entry[0].hex(), entry[1], pack, *entry[2:]) for entry in entries]


def _packed(stored: Stored) -> bytes:
    digest = bytes.fromhex(stored.sha256)
    return _ENTRY.pack(digest, stored.size, stored.offset, stored.length)
