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
from dashboard.complaints.remedies import REMEDIES, Remedy
from dashboard.typography import short_day
from models import labels
from models.complaints import deciding, reasons
from models.complaints.acknowledgement import WAITING, find_letter
from models.complaints.attachment import Attachment, AttachmentRole
from models.complaints.complaint import Complaint, Note
from models.complaints.corrections import list_people
from models.complaints.dates import calendar_of, starts_on
from models.complaints.documents import list_documents
from models.complaints.history import Event, list_events
from models.complaints.notes import list_notes
from models.complaints.people import CHAIN, ComplaintMessage, LinkKind, Party
from models.complaints.policy import NOT_BY_CLICK
from models.complaints.register import standing_for
from models.law.deadlines import CountedDay, explain, last_working_day
from models.mail.letter import Letter, LetterKind, LetterState
from models.mail.message import InboundMessage
from models.tenants.cabinet import mediators
from models.tenants.tenant import Activity, Tenant
from models.tenants.user import User

_WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_PAPERS = frozenset(
    {AttachmentRole.DOCUMENT, AttachmentRole.UPLOAD, AttachmentRole.ANSWER}
)


@dataclass(frozen=True)
class Suggested:
    """The file to which a draft may belong, and why (a code)."""

    complaint: Complaint
    reason: str


@dataclass(frozen=True)
class Received:
    """A message of the file and how it belongs to it."""

    link: ComplaintMessage
    message: InboundMessage


@dataclass(frozen=True)
class Sending:
    """A letter with the words for where it stands and what a person may do about it."""

    letter: Letter
    state: str
    why: str
    level: str
    # The day it was accepted on the cabinet's calendar.
    left_on: date | None = None

    @property
    def short_why(self) -> str:
        """The reason without its detail, for a list."""
        return reasons.sentence(self.letter.reason)

    @property
    def may_be_sent(self) -> bool:
        """A person's click makes it leave."""
        if self.letter.state is LetterState.HELD:
            return self.letter.reason not in NOT_BY_CLICK
        return self.letter.state in (LetterState.REFUSED, LetterState.BOUNCED)

    @property
    def remedy(self) -> Remedy | None:
        """What would make a held letter leave."""
        held = self.letter.state is LetterState.HELD
        return REMEDIES.get(self.letter.reason) if held else None

    def edition(self, complaint: Complaint) -> str:
        """What the page shows of it: a click on another edition is not obeyed."""
        return deciding.edition(self.letter, complaint)

    @property
    def is_unknown(self) -> bool:
        return self.letter.state is LetterState.UNKNOWN

    @property
    def has_left(self) -> bool:
        return self.letter.state is LetterState.ACCEPTED

    @property
    def has_not_left(self) -> bool:
        return self.letter.state in WAITING


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
    earlier: list[Sending]
    people: list[Party]
    received: list[Received]
    papers: list[Attachment]
    envelopes: list[Attachment]
    notes: list[Note]
    history: list[timeline.Told]
    names: timeline.Names
    days: list[Day]
    # The activities whose mediator the cabinet names, to choose from.
    activities: dict[str, str] = field(default_factory=dict)
    # When the final answer was first recorded; the day it was given is the complaint's.
    answer_told_at: datetime | None = None

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
        told = self.answer_told_at
        return on > answered or (on == answered and (told is None or at > told))

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
    def answer_in_practice(self) -> date:
        """The last working day on which the answer is not late."""
        return last_working_day(self.complaint.answer_by, calendar_of(self.tenant))

    @property
    def origin(self) -> Received | None:
        """The message that opened the file."""
        return next((r for r in self.received if r.link.kind is LinkKind.ORIGIN), None)


# How loud a letter's state is said.
_LEVELS: dict[LetterState, str] = {
    LetterState.ACCEPTED: "ok",
    LetterState.SUPPRESSED: "quiet",
    LetterState.HELD: "soon",
    LetterState.REFUSED: "late",
    LetterState.UNKNOWN: "late",
    LetterState.BOUNCED: "late",
}


def gather(db: Session, complaint: Complaint) -> Dossier:
    """Read the whole page of one complaint."""
    tenant = db.get_one(Tenant, complaint.tenant_id)
    papers = list_documents(db, complaint)
    notes = list_notes(db, complaint)
    names = _names(db, complaint, notes, papers)
    letter = find_letter(db, complaint)
    zone, events = (
        ZoneInfo(tenant.time_zone),
        list_events(db, complaint.tenant_id, complaint.id),
    )
    return Dossier(
        complaint=complaint,
        tenant=tenant,
        acknowledgement=sending(letter, zone) if letter else None,
        earlier=_earlier(db, complaint, zone),
        people=list_people(db, complaint),
        received=_received(db, complaint),
        papers=[p for p in papers if p.role in _PAPERS],
        envelopes=[p for p in papers if p.role not in _PAPERS],
        notes=notes,
        history=[timeline.tell(event, names) for event in events],
        names=names,
        days=counted_days(complaint, tenant),
        activities=_activities(db, complaint),
        answer_told_at=_answer_told_at(events),
    )


def _activities(db: Session, complaint: Complaint) -> dict[str, str]:
    """The complaint's own too; one alone leaves nothing to choose."""
    named = {a for a, m in mediators(db, complaint.tenant_id).items() if m.name}
    offered = named | {Activity.IAS, complaint.activity}
    return {code: words for code, words in labels.ACTIVITIES.items() if code in offered}


def _answer_told_at(events: list[Event]) -> datetime | None:
    """The events come newest first: the last of these is the first answer."""
    answers = [event.at for event in events if event.kind == "complaint:answered"]
    return answers[-1] if answers else None


def sending(letter: Letter, zone: ZoneInfo) -> Sending:
    """A letter with its words; a day in its detail is written as days are."""
    return Sending(
        letter,
        labels.LETTER_STATES[letter.state],
        reasons.sentence(letter.reason, _readable(letter.detail)),
        _LEVELS.get(letter.state, "accent"),
        _left_on(letter, zone),
    )


def _left_on(letter: Letter, zone: ZoneInfo) -> date | None:
    accepted = letter.state is LetterState.ACCEPTED
    at = letter.replied_at if accepted else None
    return at.astimezone(zone).date() if at else None


def _readable(detail: str) -> str:
    try:
        return f"le {short_day(date.fromisoformat(detail))}"
    except ValueError:
        return detail


def counted_days(complaint: Complaint, tenant: Tenant) -> list[Day]:
    """The ten working days one by one, with Sundays and holidays named."""
    start = starts_on(complaint, tenant)
    return [_day(counted) for counted in explain(start, calendar_of(tenant))]


def _day(counted: CountedDay) -> Day:
    # The holiday's source is for the command line; the square has room for its name.
    reason = counted.reason.split(" (")[0]
    french = {"sending day": "départ", "Sunday": "dimanche"}.get(reason, reason)
    weekday = _WEEKDAYS[counted.day.weekday()]
    return Day(counted.day, weekday, counted.number, french)


def _earlier(db: Session, complaint: Complaint, zone: ZoneInfo) -> list[Sending]:
    mine = select(Letter).where(
        Letter.tenant_id == complaint.tenant_id,
        Letter.complaint_id == complaint.id,
        Letter.kind == LetterKind.RETURNED,
    )
    old = db.scalars(mine.order_by(Letter.created_at))
    return [sending(letter, zone) for letter in old]


def _received(db: Session, complaint: Complaint) -> list[Received]:
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
    db: Session, complaint: Complaint, notes: list[Note], papers: list[Attachment]
) -> timeline.Names:
    people = select(User.id, User.name).where(User.tenant_id == complaint.tenant_id)
    return timeline.Names(
        people={row.id: row.name for row in db.execute(people)},
        notes={str(note.id): note.text for note in notes},
        files={str(paper.id): paper.filename for paper in papers},
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


def suggested(session: Session, draft: Complaint) -> Suggested | None:
    """Where a draft may belong; None once it is settled, or where nothing says so."""
    told = draft.understanding.get("suggestion")
    if not told or not draft.is_draft:
        return None
    key = (draft.tenant_id, UUID(told["complaint_id"]))
    complaint = session.get(Complaint, key)
    stands = complaint and standing_for(session, complaint)
    if not stands or stands.id == draft.id:
        return None
    return Suggested(stands, told["reason"])
