"""The security journal as owners read it: one French sentence an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from dashboard.labels import label
from dashboard.security.browsers import name_browser
from dashboard.typography import count
from models.rows.complaint_parts import Attachment
from models.rows.event_kinds import EventKind
from models.rows.history import Event
from models.rows.user import User
from models.store.session import TenantSession

Say = Callable[[str, dict[str, Any]], str]


def _say_sign_in(words: str, data: dict[str, Any]) -> str:
    new = ", pour la première fois" if data.get("new") else ""
    return f"{words} depuis {name_browser(data.get('device', ''))}{new}"


def _say_refusal(words: str, data: dict[str, Any]) -> str:
    return f"{words} ({name_browser(data.get('device', ''))})"


def _say_ended_sessions(_: str, data: dict[str, Any]) -> str:
    return count(data.get("count", 0), "session fermée", "sessions fermées")


def _say_role(words: str, data: dict[str, Any]) -> str:
    return f"{words} : {label(data.get('role', ''), 'role').lower()}"


# The kinds that say more than their words, from what the event holds.
SENTENCES: dict[EventKind, Say] = {
    EventKind.ACCESS_SIGNED_IN: _say_sign_in,
    EventKind.ACCESS_SIGN_IN_FAILED: _say_refusal,
    EventKind.ACCESS_SESSIONS_ENDED: _say_ended_sessions,
    EventKind.USER_INVITED: _say_role,
    EventKind.USER_ROLE_CHANGED: _say_role,
}
_PATHS = {"message_id": "/messages/"}


@dataclass(frozen=True)
class Line:
    """One line: whose access it is, and who acted when it was not that person (or nobody known)."""

    at: datetime
    words: str
    person: str
    actor: str
    detail: str
    path: str


def describe_events(db: TenantSession, events: Iterable[Event]) -> list[Line]:
    """Each event in words; ids become names of the cabinet's own people and files alone."""
    found = list(events)
    people = _people(db)
    files = _files(db, [e.data.get("attachment_id") for e in found])
    return [_line(event, people, files) for event in found]


def describe(kind: str, data: dict[str, Any]) -> str:
    """The sentence of one event; its code where nobody knows the kind any longer."""
    try:
        known = EventKind(kind)
    except ValueError:
        return kind
    say = SENTENCES.get(known)
    return say(known.words, data) if say else known.words


def _line(event: Event, people: dict[UUID, str], files: dict[str, str]) -> Line:
    whose = UUID(event.data["user_id"]) if "user_id" in event.data else event.stream
    actor = people.get(event.actor_id, "") if event.actor_id else "Personne inconnue"
    path = [f"{start}{event.data[k]}" for k, start in _PATHS.items() if k in event.data]
    return Line(
        at=event.at,
        words=describe(event.kind, event.data),
        person=people.get(whose, "Une personne partie"),
        actor="" if event.actor_id == whose else actor,
        detail=files.get(event.data.get("attachment_id", ""), ""),
        path=path[0] if path else "",
    )


def _people(db: TenantSession) -> dict[UUID, str]:
    own = select(User.id, User.name, User.email).where(User.tenant_id == db.tenant_id)
    return {id_: name or email for id_, name, email in db.execute(own)}


def _files(db: TenantSession, ids: Iterable[str | None]) -> dict[str, str]:
    wanted = [UUID(id_) for id_ in ids if id_]
    own = select(Attachment.id, Attachment.filename).where(
        Attachment.tenant_id == db.tenant_id, Attachment.id.in_(wanted)
    )
    return {str(id_): name for id_, name in db.execute(own)}
