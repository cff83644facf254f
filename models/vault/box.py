"""A value sealed with AES-256-GCM, bound to the place it belongs to."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.base.errors import IntegrityLost

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
