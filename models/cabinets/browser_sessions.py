"""Sessions of signed-in people, on the server: a new id at sign-in, dead when ended."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from models.cabinets.digests import digest_of
from models.rows.base import now
from models.rows.user import Device, SignedIn, User
from models.store.session import enter_cabinet, show_key

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
# A page seen does not cost a write more often than this.
_TOUCH = timedelta(minutes=1)


def open_session(
    session: Session, tenant_id: UUID, user_id: UUID, device: Device | None = None
) -> str:
    """Begin a session and return its secret id (256 bits), given once; only its hash is kept."""
    secret, at = secrets.token_urlsafe(32), now()
    session.execute(delete(SignedIn).where(SignedIn.expires_at < at))
    session.add(
        SignedIn(
            id_hash=digest_of(secret),
            tenant_id=tenant_id,
            user_id=user_id,
            device_id=device.id if device else None,
            device_kind=device.kind if device else "",
            last_seen_at=at,
            expires_at=at + ABSOLUTE,
        )
    )
    return secret


def find_user(session: Session, secret: str) -> User | None:
    """The active person whose session this id opens, neither idle nor over.

    The transaction is bound to the person's cabinet from then on.
    """
    show_key(session, digest_of(secret))
    signed_in = session.scalars(
        select(SignedIn).where(SignedIn.id_hash == digest_of(secret), *_is_live())
    ).one_or_none()
    if signed_in is None:
        return None
    enter_cabinet(session, signed_in.tenant_id)
    user = session.get(User, signed_in.user_id)
    if user is None or not user.active:
        return None
    _touch(session, signed_in)
    return user


def list_sessions(session: Session, user_id: UUID) -> list[SignedIn]:
    """The live sessions of a person of the transaction's cabinet, the one seen last first."""
    mine = select(SignedIn).where(SignedIn.user_id == user_id, *_is_live())
    return list(session.scalars(mine.order_by(SignedIn.last_seen_at.desc())))


def is_current(signed_in: SignedIn, secret: str) -> bool:
    """Tell whether this secret id is the session's."""
    return secrets.compare_digest(signed_in.id_hash, digest_of(secret))


def close_session(session: Session, secret: str) -> None:
    session.execute(delete(SignedIn).where(SignedIn.id_hash == digest_of(secret)))


def end(session: Session, signed_in: SignedIn) -> None:
    """End a session from elsewhere; its browser is no longer a known device."""
    if signed_in.device_id:
        session.execute(delete(Device).where(Device.id == signed_in.device_id))
    session.delete(signed_in)


def close_all(session: Session, user_id: UUID, but: str = "") -> int:
    """End every session of a person except the one they are using, and forget those devices.

    Returns how many were ended.
    """
    kept = session.scalars(
        select(SignedIn.device_id).where(SignedIn.id_hash == digest_of(but))
    ).first()
    others = [d for d in list_sessions(session, user_id) if not is_current(d, but)]
    session.execute(
        delete(SignedIn).where(
            SignedIn.user_id == user_id, SignedIn.id_hash != digest_of(but)
        )
    )
    forgotten = delete(Device).where(Device.user_id == user_id)
    session.execute(forgotten.where(Device.id != kept) if kept else forgotten)
    return len(others)


def _is_live() -> tuple[ColumnElement[bool], ...]:
    at = now()
    return (SignedIn.last_seen_at > at - IDLE, SignedIn.expires_at > at)


def _touch(session: Session, signed_in: SignedIn) -> None:
    at = now()
    if at - signed_in.last_seen_at > _TOUCH:
        session.execute(
            update(SignedIn)
            .where(SignedIn.id_hash == signed_in.id_hash)
            .values(last_seen_at=at)
        )
