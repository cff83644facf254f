"""Plain values that every reader of messages shares: a person, a place in the bytes, a file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a mail names; either field may be empty."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a part's encoded body lies in the raw message."""

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
