"""Putting a decision of the policy into a letter's row, and telling it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.law.calendar import Calendar
from models.law.deadlines import last_safe_day
from models.letters.facts import Address
from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.rows.base import new_id, now
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.letter import ACKNOWLEDGING, Letter, LetterKind, LetterState
from models.sending import composing
from models.sending.delivery import digest
from models.sending.locking import open_changes
from models.sending.policy import Decision
from models.sending.policy_inputs import Case
from models.store.service import Service

__all__ = [
    "WAITING",
    "apply_decision",
    "digest",
    "find_letter",
    "find_letters",
    "has_acknowledgement_left",
    "new_letter",
    "record_event",
    "set_decision",
    "version_tag",
    "write",
]

# Nothing of it has left: it may be written again, held or suppressed.
WAITING = frozenset(
    {
        LetterState.PLANNED,
        LetterState.HELD,
        LetterState.SUPPRESSED,
        LetterState.REFUSED_FOR_NOW,
    }
)
# It has left, or is leaving, or nobody can say that it has not.
GONE = frozenset(
    {
        LetterState.CLAIMED,
        LetterState.DOT_PENDING,
        LetterState.ACCEPTED,
        LetterState.UNKNOWN,
    }
)
LAST_DAY_HOUR = time(8)


def kind_of(complaint: Complaint) -> LetterKind:
    """The letter that a complaint's state calls for: a draft is only a message."""
    is_draft = complaint.confirmed_at is None
    return LetterKind.RECEIPT if is_draft else LetterKind.ACKNOWLEDGEMENT


def new_letter(complaint: Complaint, facts: dict[str, Any]) -> Letter:
    """A new letter, not decided and not written yet."""
    return Letter(
        id=new_id(),
        tenant_id=complaint.tenant_id,
        complaint_id=complaint.id,
        kind=kind_of(complaint),
        state=LetterState.PLANNED,
        facts=facts,
        reason="",
        detail="",
        recipient="",
        subject="",
        body="",
        content=b"",
        deferrals=0,
    )


def find_letters(
    session: Session, complaint: Complaint, *, lock: bool = False
) -> list[Letter]:
    """The acknowledgement and the receipt of a complaint, those that exist, in this order.

    `lock` keeps the sender away until the commit. Within a change they are locked already.
    """
    change = open_changes(session).get(complaint.id)
    if change is not None:
        held = [letter for letter in change.letters if letter.kind in ACKNOWLEDGING]
        return sorted(held, key=lambda letter: letter.kind)
    wanted = (
        select(Letter)
        .where(
            Letter.tenant_id == complaint.tenant_id,
            Letter.complaint_id == complaint.id,
            Letter.kind.in_(ACKNOWLEDGING),
        )
        .order_by(Letter.kind)
    )
    if lock:
        session.flush()
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def find_letter(
    session: Session, complaint: Complaint, *, lock: bool = False
) -> Letter | None:
    """The letter that is decided: the acknowledgement, else the receipt alone."""
    return next(iter(find_letters(session, complaint, lock=lock)), None)


def has_acknowledgement_left(session: Session, complaint: Complaint) -> bool:
    """A letter that calls the message a complaint, and promises a reasoned answer, has left
    or may have. A receipt promises nothing to who only asked a question."""
    return any(
        letter.kind is LetterKind.ACKNOWLEDGEMENT and letter.state in GONE
        for letter in find_letters(session, complaint)
    )


def write(session: Session, service: Service, letter: Letter, case: Case) -> bool:
    """Put text and bytes into the row; False when they say what they said."""
    at = now().astimezone(ZoneInfo(case.tenant.time_zone))
    changed = composing.write_text(session, case.complaint, letter, at.date())
    if not letter.body:
        letter.content = b""
    elif changed or not letter.content:
        sender = Address(case.tenant.name, case.sender)
        mailbox = composing.sending_mailbox(
            session, letter.tenant_id, case.facts.mailbox_id
        )
        composing.seal(service, letter, sender, mailbox, case.facts.in_reply_to, at)
    return changed


def apply_decision(
    session: Session, letter: Letter, case: Case, decision: Decision
) -> None:
    """Put a decision into the row, and tell the cabinet what now waits for it."""
    was_held = letter.state is LetterState.HELD and letter.reason == decision.reason
    set_decision(letter, decision)
    if decision.reason == "restored":
        # It stays so when the cabinet's letters are released to leave from now on alone.
        letter.facts = letter.facts | {"restored": True}
    if decision.waits_for_last_day:
        letter.next_attempt_at = last_safe_moment(case)
    if decision.state is LetterState.HELD and not was_held:
        subject = f"{letter.id}:{decision.reason}"
        notify_cabinet = (
            notify.notify_of_new if letter in session.new else notify.notify
        )
        notify_cabinet(
            session,
            letter.tenant_id,
            NoticeKind.LETTER_HELD,
            subject,
            letter.complaint_id,
        )


def matches(letter: Letter, decision: Decision) -> bool:
    """Tell whether a letter is already where a decision would put it, tries and waits included."""
    leaving = (LetterState.PLANNED, LetterState.REFUSED_FOR_NOW)
    if decision.state is LetterState.PLANNED and letter.state in leaving:
        return True
    reading = Decision(letter.state, letter.reason, letter.detail)
    return reading == replace(decision, waits_for_last_day=False)


def set_decision(letter: Letter, decision: Decision) -> None:
    letter.state, letter.reason = decision.state, decision.reason
    letter.detail, letter.next_attempt_at = decision.detail, None
    letter.deferrals, letter.deferred_since = 0, None


def last_safe_moment(case: Case) -> datetime:
    """Moment at which a letter that waits leaves by itself, if nobody has touched it."""
    calendar = Calendar(case.tenant.territory, case.tenant.good_friday)
    day = last_safe_day(case.complaint.acknowledge_by, calendar)
    return datetime.combine(day, LAST_DAY_HOUR, ZoneInfo(case.tenant.time_zone))


def replace_bounced(session: Session, bounced: Letter, complaint: Complaint) -> Letter:
    """Make room for a second letter: what came back keeps its bytes and its proof."""
    bounced.kind = LetterKind.RETURNED
    session.flush()
    letter = new_letter(complaint, bounced.facts)
    letter.recipient = complaint.complainant_email.strip()
    session.add(letter)
    return letter


def version_tag(letter: Letter, complaint: Complaint) -> str:
    """Tag of the letter as a person saw it: a try, another text or address changes it."""
    shown = (str(letter.id), str(letter.attempt), complaint.complainant_email)
    payload = "\0".join(shown).encode("utf-8", "replace") + b"\0" + letter.content
    return hashlib.sha256(payload).hexdigest()[:16]


def planning_event(letter: Letter) -> tuple[EventKind, dict[str, Any]]:
    """The event that tells what was decided of a letter just now."""
    data: dict[str, Any] = {"letter": letter.id}
    if letter.reason:
        data["reason"] = letter.reason
    if letter.state is not LetterState.SUPPRESSED:
        data["sha256"] = digest(letter)
    return EventKind(f"letter:{letter.state.value}"), data


def record_event(session: Session, letter: Letter, actor_id: UUID | None) -> None:
    kind, data = planning_event(letter)
    stream = letter.complaint_id or letter.tenant_id
    record(session, letter.tenant_id, stream, kind, actor_id=actor_id, **data)
