"""A person's work on complaints: locked once, decided once, one line in the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.base.errors import StaleVersion
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.tenant import Tenant
from models.sending import acknowledgement
from models.sending.locking import TOLD, Change, lock_rows, open_changes, record_act
from models.store.service import Service


@dataclass(frozen=True)
class Work:
    """The person who works, when, in which transaction, having seen which version of the complaint.

    `seen` is None where nobody looked at a page that could be stale.
    """

    session: Session
    service: Service
    actor_id: UUID
    at: datetime = field(default_factory=now)
    seen: int | None = None

    def tenant_of(self, complaint: Complaint) -> Tenant:
        return self.session.get_one(Tenant, complaint.tenant_id)

    def today_of(self, complaint: Complaint) -> date:
        """The day of the work on the cabinet's clock."""
        zone = ZoneInfo(self.tenant_of(complaint).time_zone)
        return self.at.astimezone(zone).date()

    def record(self, complaint: Complaint, kind: EventKind, **data: Any) -> None:
        """Add an act to the change that is open, or to the history: ids, codes and dates only."""
        record_act(self.session, complaint, kind, self.actor_id, **data)

    def touch_letter(self, complaint: Complaint) -> None:
        """Have the acknowledgement decided again when the change that is open ends."""
        open_changes(self.session)[complaint.id].touches_letter = True


@contextmanager
def changing(work: Work, complaint: Complaint, *others: Complaint) -> Iterator[None]:
    """Hold complaints and their letters while any number of verbs run.

    The locks are taken once, letters before complaints before streams. At the end each
    acknowledgement that a verb touched is decided once, and one event a complaint is
    recorded. A verb within joins the change that is open. Raises StaleVersion when
    `complaint` is no longer the version `work.seen`; an error leaves nothing behind.
    """
    changes = open_changes(work.session)
    fresh = [row for row in (complaint, *others) if row.id not in changes]
    if not fresh:
        yield
        return
    letters = lock_rows(work.session, *fresh)
    tenant = work.tenant_of(complaint)
    if complaint in fresh and work.seen not in (None, complaint.version):
        raise StaleVersion(TOLD)
    for row in fresh:
        mine = [letter for letter in letters if letter.complaint_id == row.id]
        changes[row.id] = Change(row, tenant, mine)
    try:
        # Written together at the end, not whenever a verb asks something.
        with work.session.no_autoflush:
            yield
            done = [changes[row.id] for row in fresh]
            for change in done:
                _decide(work, change)
    finally:
        for row in fresh:
            del changes[row.id]
    for change in done:
        _record(work, change)
    work.session.flush()


def _decide(work: Work, change: Change) -> None:
    """Decide the acknowledgement once, after all that was changed."""
    if not change.touches_letter:
        return
    letter = acknowledgement.decide_again(work.session, work.service, change.complaint)
    if letter is not None:
        change.acts.append(acknowledgement.planning_event(letter))


def _record(work: Work, change: Change) -> None:
    if not change.acts:
        return
    change.complaint.updated_at = now()
    kind, data = change.event()
    record(
        work.session,
        change.complaint.tenant_id,
        change.complaint.id,
        kind,
        actor_id=work.actor_id,
        **data,
    )
