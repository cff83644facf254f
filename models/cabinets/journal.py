"""Security events: who entered, who was refused, what was changed or taken away.

They are lines of the history that is only ever added to (`models.rows.history`), in one stream a
person: a single stream a cabinet would make every sign-in and every download wait for each other, and a
person's own chain proves as much about the person. They hold ids and codes; no address of origin, which
nothing could erase from a history after the months that it may be kept.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.rows.event_kinds import EventKind
from models.rows.history import SECURITY, Event, record
from models.rows.user import User


def note(
    session: Session,
    tenant_id: UUID,
    user_id: UUID,
    kind: EventKind,
    *,
    by: UUID | None = None,
    **data: Any,
) -> None:
    """Add one event to a person's stream; `by` is None for a person who was not recognised."""
    record(session, tenant_id, user_id, kind, actor_id=by, **data)


def note_own(session: Session, user: User, kind: EventKind, **data: Any) -> None:
    """Add an event of what a person did with their own access."""
    note(session, user.tenant_id, user.id, kind, by=user.id, **data)


def list_recent(
    session: Session, tenant_id: UUID, count: int, before: UUID | None = None
) -> list[Event]:
    """The cabinet's security events, the newest first; `before` is the last one already shown."""
    wanted = select(Event).where(Event.tenant_id == tenant_id, text(SECURITY))
    if before is not None:
        wanted = wanted.where(Event.id < before)
    return list(session.scalars(wanted.order_by(Event.id.desc()).limit(count)))
