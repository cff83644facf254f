"""Browsers in which a person has signed in: each has tries of its own, and a new one is announced."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.cabinets.digests import digest_of
from models.rows.base import new_id, now
from models.rows.user import Device, User
from models.store.session import show_key

# Browsers keep no cookie longer (RFC 6265bis, section 5.5).
LIFETIME = timedelta(days=400)
_MOST = 20


def find_owner(session: Session, secret: str) -> UUID | None:
    """The person who has signed in with this device cookie, in whatever cabinet.

    Asked before anybody is recognised, and as dear whether the cookie is known.
    """
    show_key(session, digest_of(secret))
    return session.scalar(
        select(Device.user_id).where(
            Device.key_hash == digest_of(secret),
            Device.last_seen_at > now() - LIFETIME,
        )
    )


def recognise(session: Session, user: User, secret: str) -> Device | None:
    """The person's device of this cookie, seen again now; None for another's or a new one."""
    device = session.scalars(
        select(Device).where(
            Device.user_id == user.id, Device.key_hash == digest_of(secret)
        )
    ).one_or_none()
    if device is not None:
        device.last_seen_at = now()
    return device


def remember(session: Session, user: User, kind: str) -> tuple[Device, str]:
    """Make a device of the person; returns it with its secret, given once.

    The secret is always ours: a cookie that somebody planted is never adopted.
    """
    secret = secrets.token_urlsafe(32)
    device = Device(
        id=new_id(),
        tenant_id=user.tenant_id,
        user_id=user.id,
        key_hash=digest_of(secret),
        kind=kind,
        last_seen_at=now(),
    )
    _forget_oldest(session, user.id)
    session.add(device)
    session.flush()
    return device, secret


def _forget_oldest(session: Session, user_id: UUID) -> None:
    newest = (
        select(Device.id)
        .where(Device.user_id == user_id)
        .order_by(Device.last_seen_at.desc())
        .limit(_MOST - 1)
    )
    session.execute(
        delete(Device).where(Device.user_id == user_id, Device.id.not_in(newest))
    )
