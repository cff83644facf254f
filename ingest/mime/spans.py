"""An attachment's bytes again, from the raw message."""

from __future__ import annotations

from ingest.mime.values import Span
from models.base.transfer_encoding import (
    Base64,
    decode,
    decode_base64,
    is_uuencoded,
    read_base64,
    unrepaired_base64,
)

__all__ = [
    "Base64",
    "cut",
    "decode",
    "decode_base64",
    "is_uuencoded",
    "read_base64",
    "unrepaired_base64",
]


def cut(raw: bytes, span: Span) -> bytes:
    """The decoded bytes that `span` points at in the raw message."""
    return decode(raw[span.start : span.end], span.encoding)
