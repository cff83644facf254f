"""Digests under which secrets of people are kept: a reader of the table can use none."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """The digest of 256 random bits: a plain one cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()
