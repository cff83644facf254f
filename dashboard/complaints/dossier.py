"""Everything the page of a draft or of a complaint shows, read in a few queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.complaints import timeline
from dashboard.complaints.sending import (
    Sending,
    current_letters,
    describe_letter,
    list_returned,
)
from models.analysis.findings import AttachmentRole
from models.cabinets.cabinet import mediators
from models.complaints.corrections import list_people
from models.complaints.documents import list_documents
from models.complaints.legal_dates import (
    calendar_of,
    day_taken_in,
    late_on_handover,
    starts_on,
)
from models.complaints.notes import list_notes
from models.complaints.promises import other_promise
from models.complaints.register import standing_for
from models.law.deadlines import CountedDay, explain, last_working_day
from models.rows import vocabularies
from models.rows.complaint import Complaint, Note
from models.rows.complaint_parts import (
    CHAIN,
    Attachment,
    ComplaintMessage,
    LinkKind,
    Party,
)
from models.rows.event_kinds import EventKind
from models.rows.history import Event, list_events
from models.rows.letter import Letter
from models.rows.message import InboundMessage
from models.rows.tenant import Activity, Tenant
from models.rows.user import User

_WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_SHOWN_ROLES = frozenset(
    {AttachmentRole.DOCUMENT, AttachmentRole.UPLOAD, AttachmentRole.ANSWER}
)


@dataclass(frozen=True)
class Suggestion:
    """The file to which a draft may belong, and why (a code)."""

    complaint: Complaint
    reason: str


@dataclass(frozen=True)
class Received:
    """A message of the file and how it belongs to it."""

    link: ComplaintMessage
    message: InboundMessage


@dataclass(frozen=True)
class Day:
    """A day of the count as it is drawn: its number, or why it does not count."""

    day: date
    weekday: str
    number: int
    reason: str


@dataclass(frozen=True)
class Dossier:
    """The parts of a complaint's page."""

    complaint: Complaint
    tenant: Tenant
    acknowledgement: Sending | None
    # The receipt that left before the acknowledgement, where there are both.
    receipt: Sending | None
    returned: list[Sending]
    people: list[Party]
    received: list[Received]
    documents: list[Attachment]
    envelopes: list[Attachment]
    notes: list[Note]
    history: list[timeline.Line]
    names: timeline.Names
    days: list[Day]
    # The activities whose mediator the cabinet names, to choose from.
    activities: dict[str, str] = field(default_factory=dict)
    # When the final answer was first recorded; the day it was given is the complaint's.
    answer_recorded_at: datetime | None = None
    # A letter that left with another answer day than the one that is due.
    promise: Letter | None = None
    # A person typed it in: it never waited for a confirmation.
    was_typed_in: bool = False

    @property
    def proof(self) -> Sending | None:
        """The first letter that is known to have left."""
        both = (self.receipt, self.acknowledgement)
        return next((letter for letter in both if letter and letter.has_left), None)

    @property
    def may_have_second(self) -> bool:
        """A receipt alone has left, and the fuller letter can still be made ready."""
        only, complaint = self.acknowledgement, self.complaint
        is_open = complaint.confirmed_at and not complaint.settled_at
        left = only is not None and only.is_receipt and only.has_left
        return bool(left and is_open and not complaint.answered_on)

    @property
    def wrote_again(self) -> Received | None:
        """A message that came after the final answer: the person may not be content."""
        follow_ups = (r for r in self.received if r.link.kind is LinkKind.FOLLOW_UP)
        return next((r for r in follow_ups if self._is_after_answer(r)), None)

    def _is_after_answer(self, received: Received) -> bool:
        answered, at = self.complaint.answered_on, received.message.received_at
        if answered is None:
            return False
        on = at.astimezone(ZoneInfo(self.tenant.time_zone)).date()
        # Of the same day: what came before the answer was written down came before it.
        recorded_at = self.answer_recorded_at
        return on > answered or (
            on == answered and (recorded_at is None or at > recorded_at)
        )

    @property
    def chains(self) -> list[list[Party]]:
        """The people of each mail in its order; the complainant's own mail comes first."""
        found: dict[int, list[Party]] = {}
        for person in self.people:
            found.setdefault(person.position // CHAIN, []).append(person)
        return list(found.values())

    @property
    def starts_on(self) -> date:
        """The day that starts both delays, itself not counted."""
        return self.days[0].day

    @property
    def taken_in_on(self) -> date:
        """The day on which the complaint came here."""
        return day_taken_in(self.complaint, self.tenant)

    @property
    def handover_days(self) -> int:
        """The days between its reception by the cabinet and its arrival here."""
        return (self.taken_in_on - self.complaint.received_on).days

    @property
    def late_on_arrival(self) -> str:
        """The deadlines that had passed when the cabinet received it (a code)."""
        return "" if self.complaint.is_oral else self.complaint.late_on_arrival

    @property
    def late_on_handover(self) -> str:
        """The deadlines that passed between the cabinet's reception and ours (a code)."""
        return late_on_handover(self.complaint, self.tenant)

    @property
    def answer_in_practice(self) -> date:
        """The last working day on which the answer is not late."""
        return last_working_day(self.complaint.answer_by, calendar_of(self.tenant))

    @property
    def origin(self) -> Received | None:
        """The message that opened the file."""
        return next((r for r in self.received if r.link.kind is LinkKind.ORIGIN), None)


def gather(db: Session, complaint: Complaint) -> Dossier:
    """Read the whole page of one complaint."""
    tenant = db.get_one(Tenant, complaint.tenant_id)
    documents = list_documents(db, complaint)
    notes = list_notes(db, complaint)
    names = _names(db, complaint, notes, documents)
    letter, receipt = current_letters(db, complaint)
    zone = ZoneInfo(tenant.time_zone)
    events = list_events(db, complaint.tenant_id, complaint.id)
    return Dossier(
        complaint=complaint,
        tenant=tenant,
        acknowledgement=describe_letter(letter, zone) if letter else None,
        receipt=describe_letter(receipt, zone) if receipt else None,
        returned=list_returned(db, complaint, zone),
        people=list_people(db, complaint),
        received=_list_received(db, complaint),
        documents=[found for found in documents if found.role in _SHOWN_ROLES],
        envelopes=[found for found in documents if found.role not in _SHOWN_ROLES],
        notes=notes,
        history=[timeline.describe(event, names) for event in events],
        names=names,
        days=list_days(complaint, tenant),
        activities=_activities(db, complaint),
        answer_recorded_at=_answer_recorded_at(events),
        promise=other_promise(db, complaint),
        was_typed_in=any(event.kind == EventKind.COMPLAINT_ENTERED for event in events),
    )


def _activities(db: Session, complaint: Complaint) -> dict[str, str]:
    """The complaint's own too; one alone leaves nothing to choose."""
    named = {a for a, m in mediators(db, complaint.tenant_id).items() if m.name}
    # A complaint keeps its activity though no mediator is set for it yet.
    offered = named | {Activity.IAS, complaint.activity}
    return {
        code: words
        for code, words in vocabularies.ACTIVITIES.items()
        if code in offered
    }


def _answer_recorded_at(events: list[Event]) -> datetime | None:
    """The events come newest first: the last of these is the first answer."""
    answers = [
        event.at for event in events if event.kind == EventKind.COMPLAINT_ANSWERED
    ]
    return answers[-1] if answers else None


def list_days(complaint: Complaint, tenant: Tenant) -> list[Day]:
    """The ten working days one by one, with Sundays and holidays named."""
    start = starts_on(complaint, tenant)
    return [_day(counted) for counted in explain(start, calendar_of(tenant))]


def _day(counted: CountedDay) -> Day:
    # The holiday's source is for the command line; the square has room for its name.
    reason = counted.reason.split(" (")[0]
    french = {"sending day": "départ", "Sunday": "dimanche"}.get(reason, reason)
    weekday = _WEEKDAYS[counted.day.weekday()]
    return Day(counted.day, weekday, counted.number, french)


def _list_received(db: Session, complaint: Complaint) -> list[Received]:
    mine = (
        select(ComplaintMessage, InboundMessage)
        .join(
            InboundMessage,
            (InboundMessage.tenant_id == ComplaintMessage.tenant_id)
            & (InboundMessage.id == ComplaintMessage.message_id),
        )
        .where(
            ComplaintMessage.tenant_id == complaint.tenant_id,
            ComplaintMessage.complaint_id == complaint.id,
        )
        .order_by(InboundMessage.received_at, ComplaintMessage.part)
    )
    return [Received(link, message) for link, message in db.execute(mine)]


def _names(
    db: Session, complaint: Complaint, notes: list[Note], documents: list[Attachment]
) -> timeline.Names:
    # Who left the cabinet keeps a name in the history.
    people = select(User.id, User.name).where(User.tenant_id == complaint.tenant_id)
    return timeline.Names(
        people={row.id: row.name for row in db.execute(people)},
        notes={str(note.id): note.text for note in notes},
        files={str(document.id): document.filename for document in documents},
        references=_references(db, complaint),
    )


def _references(db: Session, complaint: Complaint) -> dict[str, str]:
    """The numbers of the files that were joined to this one, or that it joined."""
    ids: set[UUID | Any] = {complaint.attached_to} - {None}
    near = select(Complaint.id, Complaint.number, Complaint.public_reference).where(
        Complaint.tenant_id == complaint.tenant_id,
        (Complaint.id.in_(ids)) | (Complaint.attached_to == complaint.id),
    )
    return {str(i): number or reference for i, number, reference in db.execute(near)}


def find_suggestion(session: Session, draft: Complaint) -> Suggestion | None:
    """The file to which a draft may belong; None once it is settled, or where nothing says so."""
    guess = draft.understanding.get("suggestion")
    if not guess or not draft.is_draft:
        return None
    key = (draft.tenant_id, UUID(guess["complaint_id"]))
    complaint = session.get(Complaint, key)
    target = complaint and standing_for(session, complaint)
    if not target or target.id == draft.id:
        return None
    return Suggestion(target, guess["reason"])
