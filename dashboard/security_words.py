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
from models.rows.history import Event
from models.rows.user import User
from models.store.session import TenantSession

Say = Callable[[dict[str, Any]], str]


def _signed_in(data: dict[str, Any]) -> str:
    new = ", pour la première fois" if data.get("new") else ""
    return f"Connexion depuis {name_browser(data.get('device', ''))}{new}"


def _role(words: str) -> Say:
    return lambda data: f"{words} : {label(data.get('role', ''), 'role').lower()}"


def _plain(words: str) -> Say:
    return lambda _: words


SENTENCES: dict[str, Say] = {
    "access:signed_in": _signed_in,
    "access:signed_out": _plain("Déconnexion"),
    "access:sign_in_failed": lambda data: (
        f"Connexion refusée, mot de passe faux ({name_browser(data.get('device', ''))})"
    ),
    "access:locked": _plain("Trop d’essais : les appareils inconnus doivent attendre"),
    "access:reset_asked": _plain("Lien demandé pour un mot de passe oublié"),
    "access:reset_done": _plain("Mot de passe choisi par le lien reçu"),
    "access:password_changed": _plain("Mot de passe changé"),
    "access:sessions_ended": lambda data: count(
        data.get("count", 0), "session fermée", "sessions fermées"
    ),
    "access:attachment_read": _plain("Document téléchargé"),
    "access:source_read": _plain("Message d’origine téléchargé"),
    "access:letter_read": _plain("Accusé téléchargé"),
    "user:invited": _role("Invitation envoyée"),
    "user:invited_again": _plain("Invitation envoyée de nouveau"),
    "user:role_changed": _role("Rôle changé"),
    "user:deactivated": _plain("Accès fermé"),
    "user:reactivated": _plain("Accès rouvert"),
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


def _line(event: Event, people: dict[UUID, str], files: dict[str, str]) -> Line:
    say = SENTENCES.get(event.kind)
    whose = UUID(event.data["user_id"]) if "user_id" in event.data else event.stream
    actor = people.get(event.actor_id, "") if event.actor_id else "Personne inconnue"
    path = [f"{start}{event.data[k]}" for k, start in _PATHS.items() if k in event.data]
    return Line(
        at=event.at,
        words=say(event.data) if say else event.kind,
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
