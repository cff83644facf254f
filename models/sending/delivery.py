"""Delivery of a letter: each change is fenced, and told in the history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.rows.base import now
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.letter import ACKNOWLEDGING, Letter, LetterKind, LetterState
from models.sending import caps

# Before each new try; the last one repeats.
BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60))
GIVE_UP, ALERT = timedelta(days=5), timedelta(days=1)
IN_FLIGHT = frozenset({LetterState.CLAIMED, LetterState.DOT_PENDING})
# What a late reply of the same attempt may still settle.
DOUBTED = frozenset({LetterState.DOT_PENDING, LetterState.UNKNOWN})
# A person had it sent again, and nobody has begun to: a late « taken » spares the second one.
SENT_AGAIN = "resend"
# Nothing more will be tried: what opens an account need not stay readable here.
_OVER = DOUBTED | {LetterState.ACCEPTED, LetterState.REFUSED, LetterState.BOUNCED}
_TOLD = {
    LetterState.UNKNOWN: NoticeKind.LETTER_UNKNOWN,
    LetterState.REFUSED: NoticeKind.LETTER_REFUSED,
    LetterState.BOUNCED: NoticeKind.LETTER_BOUNCED,
    LetterState.HELD: NoticeKind.LETTER_HELD,
}


def take(
    session: Session, letter_id: UUID, attempt: int, states: Iterable[LetterState]
) -> Letter | None:
    """Lock the letter if it is still that attempt's and in one of `states`.

    None: another attempt, or a person, has moved it since; nothing may be written.
    """
    wanted = (
        select(Letter)
        .where(Letter.id == letter_id, Letter.attempt == attempt)
        .where(Letter.state.in_(list(states)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted).one_or_none()


def accept(session: Session, letter_id: UUID, attempt: int, reply: str) -> bool:
    """The server took it; this may also settle what was called unknown before."""
    letter = take(session, letter_id, attempt, DOUBTED | {LetterState.PLANNED})
    if letter is None:
        return False
    if letter.state is LetterState.PLANNED and letter.reason != SENT_AGAIN:
        return False
    proof = digest(letter)
    _land(letter, LetterState.ACCEPTED, reply=reply)
    record_event(session, letter, reply=reply, sha256=proof)
    return True


def refuse(
    session: Session, letter_id: UUID, attempt: int, reply: str, reason: str = "refused"
) -> bool:
    """The server refused it for good: it did not leave."""
    letter = take(session, letter_id, attempt, IN_FLIGHT)
    if letter is None:
        return False
    _land(letter, LetterState.REFUSED, reason, reply)
    caps.forget_sending(session, letter.id)
    record_event(session, letter, reply=reply)
    return True


def postpone(session: Session, letter_id: UUID, attempt: int, reply: str) -> bool:
    """« Not now », or not reached: another try later, for five days."""
    letter = take(session, letter_id, attempt, IN_FLIGHT)
    if letter is None:
        return False
    at = now()
    letter.deferred_since = letter.deferred_since or at
    if at - letter.deferred_since >= GIVE_UP:
        return refuse(session, letter_id, attempt, reply, "gave_up")
    _land(letter, LetterState.REFUSED_FOR_NOW, "not_yet", reply)
    letter.next_attempt_at = at + BACKOFF[min(letter.deferrals, len(BACKOFF) - 1)]
    letter.deferrals += 1
    caps.forget_sending(session, letter.id)
    record_event(session, letter, reply=reply, deferrals=letter.deferrals)
    if at - letter.deferred_since >= ALERT:
        _warn(session, letter, NoticeKind.LETTER_DELAYED)
    return True


def doubt(session: Session, letter_id: UUID, attempt: int, reason: str) -> bool:
    """It may have left, nobody knows: never sent again by itself."""
    letter = take(session, letter_id, attempt, {LetterState.DOT_PENDING})
    if letter is None:
        return False
    _land(letter, LetterState.UNKNOWN, reason)
    record_event(session, letter, reason=reason, sha256=digest(letter))
    return True


def withdraw(session: Session, letter_id: UUID, attempt: int) -> bool:
    """The attempt ended before its dot was written: it is to be sent again."""
    letter = take(session, letter_id, attempt, IN_FLIGHT)
    if letter is None:
        return False
    _land(letter, LetterState.PLANNED)
    caps.forget_sending(session, letter.id)
    return True


def give_back(
    session: Session,
    letter: Letter,
    state: LetterState,
    reason: str,
    *,
    records_event: bool = True,
    **changes: Any,
) -> None:
    """Put a letter just claimed back, or hold it for a person."""
    _land(letter, state, reason, letter.reply)
    for name, value in changes.items():
        setattr(letter, name, value)
    if records_event:
        record_event(session, letter, reason=reason)


def bounce(session: Session, letter: Letter) -> None:
    """It came back: it did not reach the person."""
    _land(letter, LetterState.BOUNCED, "bounced", letter.reply)
    record_event(session, letter)


def prove(session: Session, letter: Letter) -> None:
    """Somebody answered it: an unknown letter did leave."""
    _land(letter, LetterState.ACCEPTED, "resolved_sent", letter.reply)
    letter.detail = "reply"
    record_event(session, letter, by="reply")


def record_event(session: Session, letter: Letter, **data: Any) -> None:
    """Add the letter's new state to its complaint's history, and warn the cabinet."""
    if letter.complaint_id is None:
        return
    kind = EventKind(f"letter:{letter.state.value}")
    values = {"letter": letter.id} | data
    record(session, letter.tenant_id, letter.complaint_id, kind, **values)
    if letter.state in _TOLD:
        _warn(session, letter, _TOLD[letter.state])


def digest(letter: Letter) -> str:
    """The SHA-256 of the bytes that leave, for the history."""
    return hashlib.sha256(letter.content).hexdigest()


def _warn(session: Session, letter: Letter, kind: NoticeKind) -> None:
    if letter.kind not in ACKNOWLEDGING:
        return
    subject = f"{letter.id}:{letter.attempt}:{letter.reason}"
    notify.notify(session, letter.tenant_id, kind, subject, letter.complaint_id)


def _land(
    letter: Letter, state: LetterState, reason: str = "", reply: str = ""
) -> None:
    """Write a state and let the claim go; `replied_at` is when the server had answered."""
    letter.state, letter.reason, letter.detail = state, reason, ""
    if reply != letter.reply:
        letter.reply, letter.replied_at = reply, now()
    letter.claimed_by = letter.lease_until = letter.next_attempt_at = None
    if letter.kind is LetterKind.ACCOUNT and state in _OVER:
        letter.body, letter.content = "", b""
