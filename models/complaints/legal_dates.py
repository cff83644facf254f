"""The days of a complaint, counted again whenever a person corrects one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.analysis.reception import Reception, Sending, with_quote
from models.base.errors import Refused
from models.complaints.promises import other_promise
from models.law.calendar import Calendar
from models.law.deadlines import count, day_of_sending, late_on_arrival, starts_at
from models.rows.complaint import BY_A_PERSON, Complaint
from models.rows.event_kinds import EventKind
from models.rows.tenant import Tenant
from models.sending.locking import record_act

# What a person reads in a complaint and what the history keeps, old and new.
COUNTED = (
    "sent_on",
    "received_on",
    "acknowledge_by",
    "answer_by",
    "late_on_arrival",
)
# Before this a day is a slip of the keyboard; the first ones do not even fit in an instant.
_EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True)
class Days:
    """The two days as a person says them; a confirmed one is theirs, changed or not."""

    sent_on: date
    received_on: date
    is_sent_on_confirmed: bool = False
    is_received_on_confirmed: bool = False


def calendar_of(tenant: Tenant) -> Calendar:
    return Calendar(tenant.territory, tenant.good_friday)


def today_of(tenant: Tenant, at: datetime) -> date:
    """The day of an instant on the cabinet's clock."""
    return at.astimezone(ZoneInfo(tenant.time_zone)).date()


def first_instant(day: date, tenant: Tenant) -> datetime:
    """The beginning of a day whose hour nobody knows, on the cabinet's clock."""
    return datetime.combine(day, time(), ZoneInfo(tenant.time_zone))


def day_taken_in(complaint: Complaint, tenant: Tenant) -> date:
    """The day on which our mailbox, or a person's hand, brought it here."""
    return day_of_sending(complaint.taken_in_at, ZoneInfo(tenant.time_zone))


def late_on_handover(complaint: Complaint, tenant: Tenant) -> str:
    """Name the deadlines that passed between its reception by the cabinet and its coming here.

    "" where none did, "ack" or "ack+final" as `models.law.deadlines.late_on_arrival`.
    """
    if complaint.is_oral:
        # The legal delays run from a writing.
        return ""
    on = day_taken_in(complaint, tenant)
    late = late_on_arrival(on, complaint.acknowledge_by, complaint.answer_by)
    return "" if late == complaint.late_on_arrival else late


def check_days(sent_on: date, received_on: date, today: date) -> None:
    """Raise Refused where the days contradict each other, or no complaint can be so old."""
    if min(sent_on, received_on) < _EARLIEST:
        raise Refused("Cette date est trop ancienne : vérifiez l’année.")
    if sent_on > received_on:
        raise Refused("La date d’envoi ne peut pas suivre la date de réception.")
    if received_on > today:
        raise Refused("La date de réception est dans le futur.")


def starts_on(complaint: Complaint, tenant: Tenant) -> date:
    """The day from which both delays of a complaint are counted."""
    start = starts_at(complaint.regime, complaint.sent_at, complaint.received_at)
    return day_of_sending(start, ZoneInfo(tenant.time_zone))


def count_days(complaint: Complaint, tenant: Tenant) -> None:
    """Fill every counted day from the two instants and the regime."""
    zone = ZoneInfo(tenant.time_zone)
    found = count(
        complaint.regime,
        complaint.sent_at,
        complaint.received_at,
        calendar_of(tenant),
        zone,
    )
    complaint.sent_on = complaint.sent_at.astimezone(zone).date()
    complaint.received_on = found.received_on
    complaint.acknowledge_by = found.acknowledge_by
    complaint.answer_by = found.answer_by
    complaint.late_on_arrival = found.late_on_arrival


def set_days(
    session: Session, complaint: Complaint, days: Days, actor_id: UUID
) -> bool:
    """Say when it was sent and received; both deadlines follow, the history keeps old and new.

    An unchanged day keeps the minute that the mail gave. Tells whether anything changed.
    """
    tenant = session.get_one(Tenant, complaint.tenant_id)
    before, sources = _count(complaint), _sources(complaint)
    _set_reception(complaint, days, tenant)
    _set_sending(complaint, days, tenant)
    changed = _recount(session, complaint, tenant, before, actor_id)
    confirmed = [n for n, found in _sources(complaint).items() if found != sources[n]]
    if changed or not confirmed:
        return changed
    record_act(
        session,
        complaint,
        EventKind.COMPLAINT_DATES_CONFIRMED,
        actor_id,
        fields=confirmed,
    )
    return True


def leaves_unknown(complaint: Complaint, days: Days) -> bool:
    """Tells that nobody says the day of sending yet: reception goes on standing for it."""
    untouched = days.sent_on == complaint.sent_on and not days.is_sent_on_confirmed
    return untouched and not complaint.is_sent_on_known


def _set_reception(complaint: Complaint, days: Days, tenant: Tenant) -> None:
    if days.received_on != complaint.received_on:
        complaint.received_at = first_instant(days.received_on, tenant)
        complaint.received_source = BY_A_PERSON
    if days.is_received_on_confirmed:
        complaint.received_source = BY_A_PERSON


def _set_sending(complaint: Complaint, days: Days, tenant: Tenant) -> None:
    if leaves_unknown(complaint, days):
        complaint.sent_at = complaint.received_at
    elif days.sent_on != complaint.sent_on or not complaint.is_sent_on_known:
        complaint.sent_at = first_instant(days.sent_on, tenant)
        complaint.sent_precision, complaint.sent_source = "day", BY_A_PERSON


def set_reception(
    session: Session, complaint: Complaint, received: Reception, actor_id: UUID | None
) -> bool:
    """Correct reception once more is known of those who passed a mail on."""
    tenant = session.get_one(Tenant, complaint.tenant_id)
    before = _count(complaint)
    at = max(received.at, complaint.sent_at)
    if not complaint.is_sent_on_known:
        at = complaint.sent_at = received.at
    complaint.received_at, complaint.received_source = at, received.source
    complaint.understanding = with_quote(complaint.understanding, received)
    return _recount(session, complaint, tenant, before, actor_id)


def recount(
    session: Session,
    complaint: Complaint,
    sent: Sending,
    received: Reception,
    actor_id: UUID,
) -> bool:
    """Start the clock at another instant: an earlier letter of the same person was found."""
    tenant = session.get_one(Tenant, complaint.tenant_id)
    before = _count(complaint)
    complaint.sent_at, complaint.sent_precision, complaint.sent_source = sent
    complaint.received_at, complaint.received_source = received.at, received.source
    return _recount(session, complaint, tenant, before, actor_id)


def count_again(session: Session, complaint: Complaint, actor_id: UUID) -> bool:
    """Count from the same instants under another regime."""
    tenant = session.get_one(Tenant, complaint.tenant_id)
    return _recount(session, complaint, tenant, _count(complaint), actor_id)


def recount_moved(
    session: Session, complaint: Complaint, tenant: Tenant, actor_id: UUID
) -> bool:
    """Count again on another calendar or clock of the cabinet."""
    before = _count(complaint)
    kind = EventKind.COMPLAINT_DATES_RECOUNTED
    return _recount(session, complaint, tenant, before, actor_id, kind)


def _recount(
    session: Session,
    complaint: Complaint,
    tenant: Tenant,
    before: dict[str, str],
    actor_id: UUID | None,
    kind: EventKind = EventKind.COMPLAINT_DATES_CORRECTED,
) -> bool:
    count_days(complaint, tenant)
    after = _count(complaint)
    changed = {name: [before[name], after[name]] for name in COUNTED}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if changed:
        promised = _promise_beside(session, complaint) if "answer_by" in changed else {}
        data = changed | promised
        record_act(session, complaint, kind, actor_id, **data)
    return bool(changed)


def _promise_beside(session: Session, complaint: Complaint) -> dict[str, Any]:
    """The day promised by a letter that has left, where it is not the one counted now."""
    letter = other_promise(session, complaint)
    return {"promised_on": letter.promised_on} if letter else {}


def _sources(complaint: Complaint) -> dict[str, str]:
    return {
        "sent_on": complaint.sent_source,
        "received_on": complaint.received_source,
    }


def _count(complaint: Complaint) -> dict[str, str]:
    return {name: str(getattr(complaint, name)) for name in COUNTED}
