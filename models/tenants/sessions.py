"""Sessions of signed-in people, on the server: a new id at sign-in, dead when told so."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.base import now
from models.tenants.user import SignedIn, User

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
# A page seen does not cost a write more often than this.
_TOUCH = timedelta(minutes=1)


def open_session(session: Session, user_id: UUID) -> str:
    """Begin a session and return its secret id (256 bits), told once; only its hash is kept."""
    told, at = secrets.token_urlsafe(32), now()
    session.execute(delete(SignedIn).where(SignedIn.expires_at < at))
    session.add(
        SignedIn(
            id_hash=_hash(told),
            user_id=user_id,
            last_seen_at=at,
            expires_at=at + ABSOLUTE,
        )
    )
    return told


def find_user(session: Session, told: str) -> User | None:
    """The active person whose session this id opens, neither idle nor over."""
    at = now()
    row = session.execute(
        select(SignedIn, User)
        .join(User, User.id == SignedIn.user_id)
        .where(
            SignedIn.id_hash == _hash(told),
            SignedIn.last_seen_at > at - IDLE,
            SignedIn.expires_at > at,
            User.active,
        )
    ).first()
    if row is None:
        return None
    _touch(session, row[0])
    user: User = row[1]
    return user


def close_session(session: Session, told: str) -> None:
    session.execute(delete(SignedIn).where(SignedIn.id_hash == _hash(told)))


def close_all(session: Session, user_id: UUID, but: str = "") -> None:
    """End every session of a person, except the one they are using."""
    session.execute(
        delete(SignedIn).where(
            SignedIn.user_id == user_id, SignedIn.id_hash != _hash(but)
        )
    )


def _touch(session: Session, signed_in: SignedIn) -> None:
    at = now()
    if at - signed_in.last_seen_at > _TOUCH:
        session.execute(
            update(SignedIn)
            .where(SignedIn.id_hash == signed_in.id_hash)
            .values(last_seen_at=at)
        )


def _hash(told: str) -> str:
    # The id is 256 random bits: a plain digest cannot be searched.
    return hashlib.sha256(told.encode()).hexdigest()
