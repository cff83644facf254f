"""Single-use tokens that are mailed: they prove an address or allow a new password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.base import now
from models.tenants.user import Purpose, User, UserToken

LIFETIMES = {
    Purpose.RESET: timedelta(hours=1),
    Purpose.VERIFY: timedelta(days=3),
    Purpose.INVITE: timedelta(days=3),
}


def make_secret() -> str:
    """256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def hash_token(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()


def issue(session: Session, user_id: UUID, purpose: Purpose) -> str:
    """Make a token and return it, told once; an earlier one of this purpose is void."""
    told = make_secret()
    void(session, user_id, purpose)
    session.add(
        UserToken(
            token_hash=hash_token(told),
            user_id=user_id,
            purpose=purpose,
            expires_at=now() + LIFETIMES[purpose],
        )
    )
    return told


def find_holder(session: Session, told: str, *purposes: Purpose) -> User | None:
    """Whom a live token belongs to, without using it up."""
    return session.scalars(
        select(User)
        .join(UserToken, UserToken.user_id == User.id)
        .where(
            UserToken.token_hash == hash_token(told),
            UserToken.purpose.in_(purposes),
            UserToken.used_at.is_(None),
            UserToken.expires_at > now(),
            User.active,
        )
    ).one_or_none()


def redeem(session: Session, told: str, *purposes: Purpose) -> User | None:
    """Use a token up: one UPDATE that must move one row, so two clicks give one success."""
    holder = find_holder(session, told, *purposes)
    moved = session.scalar(
        update(UserToken)
        .where(UserToken.token_hash == hash_token(told), UserToken.used_at.is_(None))
        .values(used_at=now())
        .returning(UserToken.user_id)
    )
    return holder if holder and moved else None


def void(session: Session, user_id: UUID, purpose: Purpose) -> None:
    session.execute(
        delete(UserToken).where(
            UserToken.user_id == user_id, UserToken.purpose == purpose
        )
    )
