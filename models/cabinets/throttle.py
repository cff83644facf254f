"""Limits of tries: counted in the database, under a hashed key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.rows.base import now
from models.rows.user import Throttle

_KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most `count` tries of a name in a window of that many seconds."""

    name: str
    count: int
    seconds: int


# Short windows for a person's mistakes, long ones for a machine's patience. A device that has
# signed in before has tries of its own: what strangers do never keeps it out.
SIGN_IN_DEVICE = (Limit("device-minute", 5, 60), Limit("device-hour", 20, 3600))
SIGN_IN_ORIGIN = (Limit("origin-minute", 20, 60), Limit("origin-hour", 120, 3600))
# One account from one origin: a single address never uses up what all strangers have together.
SIGN_IN_PAIR = (
    Limit("pair-minute", 5, 60),
    Limit("pair-hour", 20, 3600),
    Limit("pair-day", 50, 86_400),
)
# One account from all unknown devices: the bound on guessing from many addresses.
SIGN_IN_STRANGERS = (
    Limit("strangers-hour", 60, 3600),
    Limit("strangers-day", 200, 86_400),
)
PASSWORD_CHANGE = (Limit("change-minute", 5, 60), Limit("change-hour", 20, 3600))
RESET_ORIGIN = (Limit("reset-origin", 20, 3600),)
RESET_DEVICE = (Limit("reset-device", 20, 3600),)
OWN_ADDRESS = (Limit("own-address", 3, 3600),)
INVITATIONS = (Limit("invitations", 30, 3600),)
MAILBOX_CHECKS = (Limit("mailbox-checks", 10, 3600),)
UPLOADS = (Limit("uploads", 30, 60),)


@dataclass(frozen=True)
class Verdict:
    """Seconds to wait (0: go on), and whether this try is the first that is refused."""

    wait: int = 0
    is_first: bool = False


def try_once(
    session: Session, limits: tuple[Limit, ...], key: str, at: datetime | None = None
) -> Verdict:
    """Count one try at this moment (now) against each limit, up to the one that refuses.

    Commit it apart from what is tried, or a failure would take the count back.
    """
    for limit in limits:
        verdict = _count(session, limit, key, at or now())
        if verdict.wait:
            return verdict
    return Verdict()


def forgive(session: Session, limits: tuple[Limit, ...], key: str) -> None:
    """Forget the tries of a key: the person has shown who they are."""
    hashes = [_hash(limit, key) for limit in limits]
    session.execute(delete(Throttle).where(Throttle.key_hash.in_(hashes)))


def _count(session: Session, limit: Limit, key: str, at: datetime) -> Verdict:
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
    over = (counted or 0) - limit.count
    if over <= 0:
        return Verdict()
    return Verdict(int(started + limit.seconds - at.timestamp()) + 1, over == 1)


def _hash(limit: Limit, key: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{key}".encode()).hexdigest()
