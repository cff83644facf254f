"""How often a thing may be tried: counted in the database, under a hashed key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.base import now
from models.tenants.user import Throttle

_KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most `count` tries of a name in a window of that many seconds."""

    name: str
    count: int
    seconds: int


# Short windows for a person's mistakes, long ones for a machine's patience: the wait grows,
# and nobody is locked out for good (proof: a mailed reset clears the account's).
SIGN_IN_ACCOUNT = (Limit("account-minute", 5, 60), Limit("account-hour", 20, 3600))
SIGN_IN_ORIGIN = (Limit("origin-minute", 20, 60), Limit("origin-hour", 120, 3600))
RESET_ACCOUNT = (Limit("reset-account", 3, 3600),)
RESET_ORIGIN = (Limit("reset-origin", 20, 3600),)
INVITATIONS = (Limit("invitations", 30, 3600),)
MAILBOX_CHECKS = (Limit("mailbox-checks", 10, 3600),)
UPLOADS = (Limit("uploads", 30, 60),)


def try_once(session: Session, limits: tuple[Limit, ...], key: str) -> int:
    """Count one try; 0 when it is allowed, else the seconds to wait.

    Commit it apart from what is tried, or a failure would take the count back.
    """
    return max((_count(session, limit, key) for limit in limits), default=0)


def forgive(session: Session, limits: tuple[Limit, ...], key: str) -> None:
    """Forget the tries of a key: the person has shown who they are."""
    hashes = [_hash(limit, key) for limit in limits]
    session.execute(delete(Throttle).where(Throttle.key_hash.in_(hashes)))


def _count(session: Session, limit: Limit, key: str) -> int:
    at = now()
    started = at.timestamp() // limit.seconds * limit.seconds
    window = datetime.fromtimestamp(started, UTC)
    counted = session.scalar(
        insert(Throttle)
        .values(key_hash=_hash(limit, key), window_start=window, count=1)
        .on_conflict_do_update(
            index_elements=["key_hash", "window_start"],
            set_={"count": Throttle.count + 1},
        )
        .returning(Throttle.count)
    )
    if counted == 1:
        session.execute(delete(Throttle).where(Throttle.window_start < at - _KEPT))
    over = (counted or 0) > limit.count
    return int(started + limit.seconds - at.timestamp()) + 1 if over else 0


def _hash(limit: Limit, key: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{key}".encode()).hexdigest()
