"""Plain values that readers of messages share: a person, a file, a place in the bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.base.transfer_encoding import decode


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a mail names; either field may be empty."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Span:
    """Place of a part's encoded body in the raw message."""

    start: int
    end: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the sender named it, made safe; `content` is decoded."""

    filename: str
    content_type: str
    size: int
    sha256: str
    content: bytes = field(repr=False)
    span: Span | None = None


def cut(raw: bytes, span: Span) -> bytes:
    """The decoded bytes that `span` points at in the raw message."""
    return decode(raw[span.start : span.end], span.encoding)
