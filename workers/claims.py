"""Claims: a row is taken with one UPDATE that must move one row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, update
from sqlalchemy.orm import Session

from models.rows.base import Claimable
from models.rows.letter import Letter
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage
from workers.liveness import Liveness, is_abandoned

LEASE = timedelta(minutes=15)
# The column that says whether a row of this class is still to be done.
_STATES: dict[type[Claimable], Any] = {
    Letter: Letter.state,
    InboundMessage: InboundMessage.verdict,
    Mailbox: Mailbox.active,
}


def is_free(row_class: type[Any]) -> ColumnElement[bool]:
    """A condition: no living process claims it, or its lease ran out by the database's clock."""
    # A living process may hang over a row: its lease ends all the same.
    late = row_class.lease_until < func.now()
    return or_(is_abandoned(row_class.claimed_by), late)


def is_due(row_class: type[Any]) -> ColumnElement[bool]:
    """A condition: its next attempt is not in the future."""
    at = row_class.next_attempt_at
    return or_(at.is_(None), at <= func.now())


def claim(
    session: Session,
    row_class: type[Any],
    row_id: UUID,
    states: Iterable[Any],
    liveness: Liveness,
    lease: timedelta = LEASE,
    **changes: Any,
) -> int | None:
    """Claim a row that is free and in one of `states`; returns the attempt, or None.

    The attempt is the fencing number: every later UPDATE must name it. `changes` are
    written together with the claim (a letter's new state).
    """
    # Without the lock a claim would be free at once, and done twice.
    if liveness.stopping.is_set() or not liveness.key:
        return None
    statement = (
        update(row_class)
        .where(row_class.id == row_id, _STATES[row_class].in_(list(states)))
        # Asked again in the UPDATE: between the find and now another may have done it.
        .where(is_free(row_class), is_due(row_class))
        .values(
            attempt=row_class.attempt + 1,
            claimed_by=liveness.key,
            lease_until=func.now() + lease,
            **changes,
        )
        .returning(row_class.attempt)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).scalar_one_or_none()


def write_claimed(
    session: Session, row_class: type[Any], row_id: UUID, attempt: int, **changes: Any
) -> bool:
    """Write `changes` under a claim; False when another worker has the row."""
    statement = (
        update(row_class)
        # A later attempt has another number: an old worker that wakes up writes
        # nothing.
        .where(row_class.id == row_id, row_class.attempt == attempt)
        .values(**changes)
        .returning(row_class.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def release(
    session: Session, row_class: type[Any], row_id: UUID, attempt: int, **changes: Any
) -> bool:
    """Give a row back with `changes`; False when another worker has it."""
    return write_claimed(
        session,
        row_class,
        row_id,
        attempt,
        claimed_by=None,
        lease_until=None,
        **changes,
    )
