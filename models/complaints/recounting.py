"""Another calendar for the cabinet: which open complaints it moves, and counting them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.complaints.legal_dates import recount_moved
from models.complaints.work import Work, changing
from models.law.calendar import Calendar
from models.law.deadlines import Deadlines, count
from models.rows.complaint import Complaint, Status
from models.rows.tenant import Tenant


@dataclass(frozen=True)
class Jurisdiction:
    """The place on which a cabinet's deadlines depend: its holidays and its clock."""

    territory: str
    good_friday: bool
    time_zone: str


@dataclass(frozen=True)
class Moved:
    """An open complaint, its deadlines as another place counts them, and its two instants there."""

    complaint: Complaint
    sent_at: datetime
    received_at: datetime
    found: Deadlines

    @property
    def deadlines(self) -> dict[str, tuple[date, date]]:
        """The deadlines that move, by the column's name: before and after."""
        before = self.complaint
        pairs = {
            "acknowledge_by": (before.acknowledge_by, self.found.acknowledge_by),
            "answer_by": (before.answer_by, self.found.answer_by),
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def jurisdiction_of(tenant: Tenant) -> Jurisdiction:
    return Jurisdiction(tenant.territory, tenant.good_friday, tenant.time_zone)


def find_moved(session: Session, tenant: Tenant, place: Jurisdiction) -> list[Moved]:
    """The open complaints whose deadlines another place moves, in the order of their ids."""
    zone = ZoneInfo(tenant.time_zone)
    found = (_recount(complaint, zone, place) for complaint in _open(session, tenant))
    return [moved for moved in found if moved.deadlines]


def mark_of(moved: Sequence[Moved]) -> str:
    """A mark of these moves as a person has seen them: another list has another."""
    lines = (
        f"{change.complaint.id} {sorted(change.deadlines.items())}" for change in moved
    )
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def recount_open(work: Work, tenant: Tenant, before: Jurisdiction) -> None:
    """Count every open complaint again in the place that the cabinet has now; one event each."""
    zone, place = ZoneInfo(before.time_zone), jurisdiction_of(tenant)
    for complaint in list(_open(work.session, tenant)):
        with changing(work, complaint):
            moved = _recount(complaint, zone, place)
            complaint.sent_at, complaint.received_at = moved.sent_at, moved.received_at
            if recount_moved(work.session, complaint, tenant, work.actor_id):
                work.touch_letter(complaint)


def _open(session: Session, tenant: Tenant) -> Iterator[Complaint]:
    """Drafts and complaints to which an answer is still due."""
    return session.scalars(
        select(Complaint)
        .where(
            Complaint.tenant_id == tenant.id,
            Complaint.settled_at.is_(None),
            Complaint.answered_on.is_(None),
            Complaint.status.not_in((Status.RESOLVED, Status.CLOSED)),
        )
        .order_by(Complaint.id)
    )


def _recount(complaint: Complaint, zone: ZoneInfo, place: Jurisdiction) -> Moved:
    there = ZoneInfo(place.time_zone)
    sent_at = _same_day(complaint.sent_at, zone, there)
    received_at = _same_day(complaint.received_at, zone, there)
    calendar = Calendar(place.territory, place.good_friday)
    found = count(complaint.regime, sent_at, received_at, calendar, there)
    return Moved(complaint, sent_at, received_at, found)


def _same_day(at: datetime, zone: ZoneInfo, there: ZoneInfo) -> datetime:
    """The instant itself; a day without an hour stays that day on the other clock."""
    local = at.astimezone(zone)
    is_a_day = local.time() == time()
    return datetime.combine(local.date(), time(), there) if is_a_day else at
