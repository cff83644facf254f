"""Before an acknowledgement leaves by itself: does its domain exist and take mail?

The question is asked outside of any transaction, and never where mail is taken in: the letter
stays planned, and a resolver that is slow or gone costs a later try.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.addresses import domain_of
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState
from models.sending import composing, delivery
from models.sending.case import build_policy_inputs
from models.sending.deciding import last_safe_moment
from models.sending.policy import NOT_CHECKED
from models.sending.policy_inputs import Facts
from models.store.service import Service
from workers.claims import is_due
from workers.mail_domains import Answer, Domains

UNKNOWN, UNSURE = "domain_unknown", "domain_unsure"
# Waits before the second and the third try; then a person, or the last safe day, decides.
WAITS = (timedelta(minutes=1), timedelta(minutes=10))

_domains = Domains()


@dataclass(frozen=True)
class Checked:
    """The answer about the address that was asked."""

    recipient: str
    answer: Answer


@dataclass(frozen=True)
class Target:
    """An address whose domain is to be checked, and by which resolver."""

    recipient: str
    resolver: str

    def check(self) -> Checked:
        return Checked(self.recipient, _domains.ask(self.recipient, self.resolver))


def find_target(session: Session, letter_id: UUID) -> Target | None:
    """What must be asked before this letter may leave; None when there is nothing to ask."""
    due = select(Letter).where(
        Letter.id == letter_id, Letter.state == LetterState.PLANNED, is_due(Letter)
    )
    letter = session.scalars(due).one_or_none()
    if letter is None or not _is_to_be_checked(letter):
        return None
    resolver = _resolver(session, letter)
    return None if resolver == NOT_CHECKED else Target(letter.recipient, resolver)


def may_be_written_to(
    session: Session, service: Service, letter: Letter, checked: Checked | None
) -> bool:
    """Whether a letter just claimed may go on; if not, it has been put back or held."""
    if not _is_to_be_checked(letter) or _resolver(session, letter) == NOT_CHECKED:
        return True
    if checked is None or checked.recipient != letter.recipient:
        # It was corrected in between: the next turn asks anew.
        delivery.give_back(
            session, letter, LetterState.PLANNED, "", records_event=False
        )
        return False
    if checked.answer is Answer.UNSURE:
        _put_off(session, service, letter)
    elif checked.answer is Answer.UNKNOWN:
        _hold(session, letter, UNKNOWN, detail=domain_of(letter.recipient))
    else:
        # What the server says from here on is counted on its own.
        letter.deferrals = 0
    return checked.answer is Answer.TAKES_MAIL


def _is_to_be_checked(letter: Letter) -> bool:
    """What a person let go leaves; what the server put off was checked before."""
    automatic = letter.kind in ACKNOWLEDGING and not letter.released_at
    return automatic and letter.deferred_since is None


def _resolver(session: Session, letter: Letter) -> str:
    asked = Facts.from_json(letter.facts).mailbox_id
    mailbox = composing.sending_mailbox(session, letter.tenant_id, asked)
    return mailbox.resolver.strip().lower() if mailbox else NOT_CHECKED


def _put_off(session: Session, service: Service, letter: Letter) -> None:
    tries = letter.deferrals if letter.reason == UNSURE else 0
    if tries >= len(WAITS):
        complaint = session.get_one(Complaint, (letter.tenant_id, letter.complaint_id))
        safe = last_safe_moment(
            build_policy_inputs(session, service, complaint, letter)
        )
        _hold(session, letter, UNSURE, next_attempt_at=safe, deferrals=0)
        return
    delivery.give_back(
        session,
        letter,
        LetterState.PLANNED,
        UNSURE,
        told=tries == 0,
        next_attempt_at=now() + WAITS[tries],
        deferrals=tries + 1,
    )


def _hold(session: Session, letter: Letter, reason: str, **changes: Any) -> None:
    delivery.give_back(session, letter, LetterState.HELD, reason, **changes)
