"""The history nobody can rewrite: one chain of hashes a complaint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Index, LargeBinary, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.rows.base import Base, TenantScoped, now
from models.rows.event_kinds import EventKind

# The lines of people and their access, which the cabinet's owners read apart.
SECURITY = "split_part(kind, ':', 1) in ('access', 'user')"


class Event(TenantScoped, Base):
    """One line of the history. The app role may insert and read, never change or delete.

    `stream` is the complaint's id, a person's for what concerns their access, or the cabinet's own for
    the rest. `kind` is
    `subject:action` (`letter:accepted`); `data` holds ids, codes and dates.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("uq_events_stream", "tenant_id", "stream", "position", unique=True),
        Index(
            "ix_events_security",
            "tenant_id",
            "id",
            postgresql_where=text(SECURITY),
        ),
    )

    stream: Mapped[UUID]
    position: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    kind: Mapped[str]
    # NULL: the service itself.
    actor_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]]
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


GENESIS = b"\0" * 32
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def record(
    session: Session,
    tenant_id: UUID,
    stream: UUID,
    kind: EventKind,
    *,
    actor_id: UUID | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Event:
    """Add one event to a stream, in the caller's transaction.

    Writers of one stream follow each other: the advisory lock lasts to the end of the transaction.
    """
    _lock_stream(session, stream)
    session.flush()
    last = session.scalars(
        select(Event)
        .where(Event.tenant_id == tenant_id, Event.stream == stream)
        .order_by(Event.position.desc())
        .limit(1)
    ).first()
    position, previous = (last.position + 1, last.digest) if last else (1, GENESIS)
    return _append(
        session,
        tenant_id,
        stream,
        position,
        previous,
        kind,
        actor_id,
        at or now(),
        data,
    )


def begin(
    session: Session,
    tenant_id: UUID,
    stream: UUID,
    kinds: Iterable[tuple[EventKind, dict[str, Any]]],
    *,
    actor_id: UUID | None = None,
) -> list[Event]:
    """Begin the stream of an object made in this transaction: nobody else can write to it yet."""
    events: list[Event] = []
    previous, at = GENESIS, now()
    for position, (kind, data) in enumerate(kinds, 1):
        event = _append(
            session, tenant_id, stream, position, previous, kind, actor_id, at, data
        )
        previous = event.digest
        events.append(event)
    return events


def list_events(session: Session, tenant_id: UUID, stream: UUID) -> list[Event]:
    """The lines of a stream, the newest first."""
    mine = select(Event).where(Event.tenant_id == tenant_id, Event.stream == stream)
    return list(session.scalars(mine.order_by(Event.position.desc())))


def verify(events: Iterable[Event]) -> bool:
    """Tell whether a whole stream, in order, has no gap and no changed line."""
    previous = GENESIS
    for position, event in enumerate(events, 1):
        if event.position != position or event.previous != previous:
            return False
        if event.digest != _digest(previous, event):
            return False
        previous = event.digest
    return True


def _append(
    session: Session,
    tenant_id: UUID,
    stream: UUID,
    position: int,
    previous: bytes,
    kind: EventKind,
    actor_id: UUID | None,
    at: datetime,
    data: dict[str, Any],
) -> Event:
    event = Event(
        tenant_id=tenant_id,
        stream=stream,
        position=position,
        at=at,
        kind=EventKind(kind).value,
        actor_id=actor_id,
        data=msgspec.to_builtins(data, enc_hook=str),
        previous=previous,
    )
    event.digest = _digest(previous, event)
    session.add(event)
    return event


def _digest(previous: bytes, event: Event) -> bytes:
    line = [
        str(event.stream),
        event.position,
        int(event.at.timestamp() * 1_000_000),
        event.kind,
        str(event.actor_id or ""),
        event.data,
    ]
    return hashlib.sha256(previous + _CANONICAL.encode(line).encode()).digest()


def _lock_stream(session: Session, stream: UUID) -> None:
    key = int.from_bytes(stream.bytes[-8:], "big", signed=True)
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": key})
