"""Single-use tokens that are mailed: they prove an address or allow a new password."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.cabinets.digests import digest_of
from models.rows.base import now
from models.rows.user import Purpose, User, UserToken
from models.store.session import enter_cabinet, show_key

LIFETIMES = {
    Purpose.RESET: timedelta(hours=1),
    Purpose.VERIFY: timedelta(days=3),
    Purpose.INVITE: timedelta(days=3),
}


def make_secret() -> str:
    """256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


# A second link of this purpose is not mailed before: the one in the mailbox is as good.
RESET_PAUSE = timedelta(minutes=15)


def issue(session: Session, user: User, purpose: Purpose) -> str:
    """Make a token and return it, given once; an earlier one of this purpose is void.

    But for a reset: a stranger who asks for another one must not kill the link that a person is about
    to follow. Each lives its hour, and all die with the first that is used.
    """
    secret = make_secret()
    if purpose is not Purpose.RESET:
        void(session, user.id, purpose)
    session.add(
        UserToken(
            token_hash=digest_of(secret),
            tenant_id=user.tenant_id,
            user_id=user.id,
            purpose=purpose,
            expires_at=now() + LIFETIMES[purpose],
        )
    )
    return secret


def is_reset_pending(session: Session, user_id: UUID) -> bool:
    """Tell whether a link to a new password was mailed a moment ago and can still be used."""
    made_after = now() - RESET_PAUSE
    recent = select(UserToken.token_hash).where(
        UserToken.user_id == user_id,
        UserToken.purpose == Purpose.RESET,
        UserToken.used_at.is_(None),
        UserToken.expires_at > made_after + LIFETIMES[Purpose.RESET],
    )
    return session.scalars(recent.limit(1)).first() is not None


def find_holder(session: Session, secret: str, *purposes: Purpose) -> User | None:
    """The person a live token belongs to, without using it up.

    The transaction is bound to the person's cabinet from then on.
    """
    show_key(session, digest_of(secret))
    token = session.scalars(
        select(UserToken).where(
            UserToken.token_hash == digest_of(secret),
            UserToken.purpose.in_(purposes),
            UserToken.used_at.is_(None),
            UserToken.expires_at > now(),
        )
    ).one_or_none()
    if token is None:
        return None
    enter_cabinet(session, token.tenant_id)
    user = session.get(User, token.user_id)
    return user if user and user.active else None


def redeem(session: Session, secret: str, *purposes: Purpose) -> User | None:
    """Use a token up: one UPDATE that must move one row, so two clicks give one success."""
    holder = find_holder(session, secret, *purposes)
    moved = session.scalar(
        update(UserToken)
        .where(UserToken.token_hash == digest_of(secret), UserToken.used_at.is_(None))
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
