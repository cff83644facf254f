"""The acknowledgement of a complaint, from its planning to the click that releases it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.base.errors import Refused, StaleVersion
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.letter import Letter, LetterKind, LetterState
from models.sending import composing, deciding
from models.sending.case import build_policy_inputs
from models.sending.deciding import (
    WAITING,
    find_letter,
    find_letters,
    has_acknowledgement_left,
    planning_event,
    record_event,
    set_decision,
    write,
)
from models.sending.delivery import SENT_AGAIN
from models.sending.locking import TOLD, lock_rows
from models.sending.policy import OPTIONAL, Decision, decide
from models.sending.policy_inputs import Case, Facts
from models.sending.reasons import sentence
from models.store.service import Service

__all__ = [
    "WAITING",
    "Facts",
    "adopt_trusted_copy",
    "decide_again",
    "find_letter",
    "has_acknowledgement_left",
    "is_clickable",
    "plan",
    "planning_event",
    "redecide",
    "release",
    "release_on_last_day",
    "resolve_unknown",
]

# What one click sends (again): a refusal or a bounce leaves once the address is right.
CLICKABLE = frozenset({LetterState.HELD, LetterState.REFUSED, LetterState.BOUNCED})

NOT_WAITING = "Cet accusé n’attend pas d’être envoyé."
NOT_UNKNOWN = "Le sort de cette lettre est déjà connu."


def plan(
    session: Session,
    service: Service,
    complaint: Complaint,
    facts: Facts,
    *,
    records_event: bool = True,
) -> Letter:
    """Make the first letter of a complaint, in the transaction that opens it: the receipt of
    a draft, the acknowledgement of what a person entered.

    `records_event=False` leaves its event (`planning_event`) to a caller who begins the stream.
    """
    letter = deciding.new_letter(complaint, facts.to_json())
    with session.no_autoflush:
        case = build_policy_inputs(session, service, complaint, letter)
        write(session, service, letter, case)
    session.add(letter)
    deciding.apply_decision(session, letter, case, decide(case))
    if records_event:
        record_event(session, letter, None)
    return letter


def redecide(
    session: Session, service: Service, complaint: Complaint, actor_id: UUID | None
) -> Letter | None:
    """Ask every question again; what has not left is rewritten, held, planned or suppressed.

    A receipt that has not left becomes the acknowledgement once the complaint is confirmed;
    behind one that has left, an acknowledgement is made ready for a click.
    """
    letter = find_letter(session, complaint, lock=True)
    changed = decide_again(session, service, complaint)
    if changed is not None:
        record_event(session, changed, actor_id)
    return changed or letter


def decide_again(
    session: Session, service: Service, complaint: Complaint
) -> Letter | None:
    """The same for a caller who holds the rows and tells it: the letter when it was changed."""
    letters = find_letters(session, complaint)
    letter = _second(session, complaint, letters)
    if letter is None or letter.state not in WAITING:
        return None
    composing.forget(session)
    if len(letters) == 1 and letter in letters:
        letter.kind = deciding.kind_of(complaint)
    case = build_policy_inputs(session, service, complaint, letter)
    decision, rewritten = decide(case), write(session, service, letter, case)
    # The words of a letter that is not to leave are no news.
    is_silent = not rewritten or decision.state is LetterState.SUPPRESSED
    if is_silent and deciding.matches(letter, decision):
        return None
    deciding.apply_decision(session, letter, case, decision)
    return letter


def _second(
    session: Session, complaint: Complaint, letters: list[Letter]
) -> Letter | None:
    """The letter to decide: a new acknowledgement where only a receipt has left."""
    first = next(iter(letters), None)
    is_settled = complaint.settled_at is not None or complaint.answered_on is not None
    if first is None or complaint.confirmed_at is None or is_settled:
        return first
    has_left = first.state is LetterState.ACCEPTED
    if first.kind is LetterKind.ACKNOWLEDGEMENT or not has_left:
        return first
    second = deciding.new_letter(complaint, first.facts)
    session.add(second)
    return second


def adopt_trusted_copy(
    session: Session, service: Service, complaint: Complaint, facts: Facts
) -> None:
    """Another copy of a draft's mail came: a held letter leaves where this one is trusted.

    A forger who sends a copy first must not keep the customer's own mail from its answer.
    """
    letter = find_letter(session, complaint, lock=True)
    if letter is None or letter.state is not LetterState.HELD or not complaint.is_draft:
        return
    held, letter.facts = letter.facts, facts.to_json()
    if (
        decide(build_policy_inputs(session, service, complaint, letter)).state
        is LetterState.PLANNED
    ):
        redecide(session, service, complaint, None)
    else:
        letter.facts = held


def is_clickable(letter: Letter) -> bool:
    """One click sends it, whatever the other questions then say."""
    is_optional = letter.state is LetterState.SUPPRESSED and letter.reason in OPTIONAL
    return letter.state in CLICKABLE or is_optional


def release(
    session: Session,
    service: Service,
    letter: Letter,
    actor_id: UUID | None,
    *,
    seen: str | None = None,
) -> Letter:
    """The one click: let a held letter go, or send a refused or bounced one again.

    A bounced letter keeps its row and its proof; another one leaves. Raises Refused
    with the sentence of what a click cannot lift, StaleVersion when the letter is
    another version than `seen`.
    """
    complaint = _hold(session, letter)
    letters = find_letters(session, complaint)
    if letter is not next(iter(letters), None) or not is_clickable(letter):
        raise Refused(NOT_WAITING)
    _check_seen(letter, complaint, seen)
    if len(letters) == 1:
        letter.kind = deciding.kind_of(complaint)
    case = build_policy_inputs(session, service, complaint, letter, released=True)
    return _let_go(session, service, letter, case, actor_id, "click")


def release_on_last_day(session: Session, service: Service, letter: Letter) -> bool:
    """On the last safe day, let go a letter that nobody touched and no rule forbids."""
    complaint = _hold(session, letter)
    letter.next_attempt_at = None
    if letter.state is not LetterState.HELD or not complaint.is_draft:
        return False
    case = build_policy_inputs(session, service, complaint, letter, last_day=True)
    if decide(case).state is not LetterState.PLANNED:
        return False
    _let_go(session, service, letter, case, None, "last_safe_day")
    return True


def resolve_unknown(
    session: Session,
    letter: Letter,
    sent: bool,
    actor_id: UUID,
    *,
    seen: str | None = None,
) -> None:
    """A person says whether an unknown letter left (`models.sending.returns`: a reply may too).

    One that did not leave is sent again with the same bytes and Message-ID. Raises
    Refused, StaleVersion when the letter was tried again since it was `seen`.
    """
    complaint = _hold(session, letter)
    if letter.state is not LetterState.UNKNOWN:
        raise Refused(NOT_UNKNOWN)
    _check_seen(letter, complaint, seen)
    if sent:
        letter.state, letter.reason = LetterState.ACCEPTED, "resolved_sent"
    else:
        set_decision(letter, Decision(LetterState.PLANNED, SENT_AGAIN))
        letter.released_at = letter.released_at or now()
    letter.detail = "person"
    _record(
        session,
        complaint,
        EventKind.LETTER_RESOLVED,
        actor_id,
        letter=letter.id,
        sent=sent,
    )


def _let_go(
    session: Session,
    service: Service,
    letter: Letter,
    case: Case,
    actor_id: UUID | None,
    by: str,
) -> Letter:
    decision = decide(case)
    if decision.state is not LetterState.PLANNED:
        raise Refused(sentence(decision.reason, decision.detail))
    if letter.state is LetterState.BOUNCED:
        letter = deciding.replace_bounced(session, letter, case.complaint)
    letter.released_at = now()
    letter.content = b""
    write(session, service, letter, case)
    set_decision(letter, decision)
    is_told = {"letter": letter.id, "by": by, "sha256": deciding.digest(letter)}
    _record(session, case.complaint, EventKind.LETTER_RELEASED, actor_id, **is_told)
    return letter


def _check_seen(letter: Letter, complaint: Complaint, seen: str | None) -> None:
    if seen is not None and seen != deciding.version_tag(letter, complaint):
        raise StaleVersion(TOLD)


def _hold(session: Session, letter: Letter) -> Complaint:
    complaint = session.get_one(Complaint, (letter.tenant_id, letter.complaint_id))
    lock_rows(session, complaint)
    return complaint


def _record(
    session: Session,
    complaint: Complaint,
    kind: EventKind,
    actor_id: UUID | None,
    **data: Any,
) -> None:
    record(session, complaint.tenant_id, complaint.id, kind, actor_id=actor_id, **data)
