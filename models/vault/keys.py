"""The master key: one file that wraps every other key and derives what needs no storing.

Losing it loses every stored message, attachment and mailbox password.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.base.errors import IntegrityLost, KeyLost, SettingError
from models.vault import durable

NONCE_BYTES = 12
OVERHEAD = NONCE_BYTES + 16
_VERSION = b"\x01"


def context(*parts: object) -> bytes:
    """The place a value belongs to, such as (tenant id, table, column, row id)."""
    words = [str(part) for part in parts]
    if any("|" in word for word in words):
        raise ValueError("a part of a context holds no |")
    return "|".join(words).encode()


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    """Encrypt under a 32-byte key; what comes out opens with the same context only."""
    nonce = os.urandom(NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _VERSION + context)


def open_sealed(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """The plain bytes; `IntegrityLost` when key, context or bytes are not the same."""
    if len(sealed) < len(_VERSION) + OVERHEAD or sealed[:1] != _VERSION:
        raise IntegrityLost("a sealed value is cut short or of an unknown version")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, _VERSION + context)
    except InvalidTag:
        raise IntegrityLost("a sealed value does not match its key or place") from None


KEY_BYTES = 32
_PREFIX = b"reclampro-master-key-1:"
_KEY_ID_BYTES = 8


@dataclass(frozen=True)
class MasterKey:
    """The key that wraps the cabinets' keys; it is never written beside what it wraps."""

    secret: bytes = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> MasterKey:
        """Read the key of a file; `SettingError` when it is absent, odd or too open."""
        try:
            with path.open("rb") as file:
                _refuse_open_to_others(path, os.fstat(file.fileno()))
                return cls(_decode(path, file.read(4096)))
        except OSError as error:
            raise SettingError(f"master key {path}: {error.strerror}") from None

    @classmethod
    def load_or_make(cls, path: Path) -> MasterKey:
        """Read the key, or make it when the file does not exist.

        Of several processes that start together one makes it and all read the same.
        """
        if not path.exists():
            try:
                _make(path)
            except OSError as error:
                raise SettingError(
                    f"master key {path} cannot be made: {error.strerror}"
                ) from None
        return cls.load(path)

    @cached_property
    def key_id(self) -> str:
        """A fingerprint that tells keys apart and says nothing of the key."""
        return self.derive("key id")[:_KEY_ID_BYTES].hex()

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose (HKDF-SHA256), the same at each start."""
        info = b"reclampro|" + purpose.encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self.secret)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """A key sealed under this one, with the fingerprint of who sealed it in front."""
        return bytes.fromhex(self.key_id) + seal(self._wrapping, key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The key again; `KeyLost` says so when another master key wrapped it."""
        wrapped_by = wrapped[:_KEY_ID_BYTES].hex()
        if wrapped_by != self.key_id:
            raise KeyLost(
                f"wrapped by master key {wrapped_by or '(none)'}, "
                f"but the one in use is {self.key_id}"
            )
        return open_sealed(self._wrapping, wrapped[_KEY_ID_BYTES:], context)

    @cached_property
    def _wrapping(self) -> bytes:
        return self.derive("wrap")


def _make(path: Path) -> None:
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    line = _PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"
    durable.write_new(draft, [line])
    try:
        # A link, unlike a rename, never replaces a key that another process made first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    durable.sync_folder(path.parent)


def _refuse_open_to_others(path: Path, info: os.stat_result) -> None:
    allowed = 0o600
    # A secret mounted by an orchestrator belongs to root and is shared with our group.
    if info.st_uid == 0 and os.geteuid() != 0:
        allowed = 0o640
    mode = stat.S_IMODE(info.st_mode)
    if mode & ~allowed & 0o077:
        raise SettingError(
            f"master key {path}: open to others (mode {mode:04o}), expected 0600"
        )


def _decode(path: Path, line: bytes) -> bytes:
    odd = SettingError(f"master key {path}: expected one line {_PREFIX.decode()}...")
    if not line.startswith(_PREFIX):
        raise odd
    try:
        secret = base64.b64decode(line.removeprefix(_PREFIX).strip(), validate=True)
    except binascii.Error:
        raise odd from None
    if len(secret) != KEY_BYTES:
        raise odd
    return secret
