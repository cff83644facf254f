"""Last checks of a letter that is about to leave: its server, its domain, the caps.

Whether the domain exists and takes mail is asked outside of any transaction, and never where
mail is taken in: the letter stays planned, and a resolver that is slow or gone costs a later try.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.addresses import domain_of
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState
from models.sending import caps, composing, delivery
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
NO_SERVER_WAIT = timedelta(minutes=5)

_domains = Domains()


@dataclass(frozen=True)
class DomainCheck:
    """The answer about the address that was asked."""

    recipient: str
    answer: Answer


@dataclass(frozen=True)
class DomainToCheck:
    """An address whose domain is to be checked, and the resolver to ask."""

    recipient: str
    resolver: str

    def check(self) -> DomainCheck:
        """Ask the resolver; no transaction may be open."""
        return DomainCheck(self.recipient, _domains.ask(self.recipient, self.resolver))


def find_domain_to_check(
    session: Session, service: Service, letter_id: UUID
) -> DomainToCheck | None:
    """The question to ask before this letter may leave; None when there is none."""
    if not service.settings.smtp_url:
        return None
    due = select(Letter).where(
        Letter.id == letter_id, Letter.state == LetterState.PLANNED, is_due(Letter)
    )
    letter = session.scalars(due).one_or_none()
    # Asked of planned letters alone: others were checked, or a person answers for them.
    if letter is None or not _needs_check(letter):
        return None
    resolver = _resolver(session, letter)
    return (
        None if resolver == NOT_CHECKED else DomainToCheck(letter.recipient, resolver)
    )


def may_leave(
    session: Session, service: Service, letter: Letter, check: DomainCheck | None
) -> bool:
    """A letter just claimed may go on, and is counted; if not, it is put back or held.

    1. There is a server to leave by.
    2. Its domain takes mail.
    3. The caps of acknowledgements are not reached; a person's click goes before those
       that only hold.
    """
    if not service.settings.smtp_url:
        _postpone(session, letter, "no_server", now() + NO_SERVER_WAIT)
        return False
    # Answers and notices are asked for by people or by ourselves: no cap protects from
    # them.
    if letter.kind not in ACKNOWLEDGING:
        return True
    if not _takes_mail(session, service, letter, check):
        return False
    # Two workers that count at once would both find room for one letter.
    caps.lock_counters(session)
    full = caps.find_reached(session, service, letter, letter.recipient)
    if full is None or (letter.released_at is not None and not full.cap.postpones):
        caps.add_sending(session, service, letter)
        return True
    if full.cap.postpones:
        _postpone(session, letter, full.cap.code, full.until)
    else:
        detail = full.cap.detail(service.settings)
        # Many complaints of one address in a day: a person should look.
        _hold(session, letter, "cap_address", detail=detail)
    return False


def _takes_mail(
    session: Session, service: Service, letter: Letter, check: DomainCheck | None
) -> bool:
    """The domain of the address takes mail, or need not be asked."""
    if not _needs_check(letter) or _resolver(session, letter) == NOT_CHECKED:
        return True
    if check is None or check.recipient != letter.recipient:
        # It was corrected in between: the next attempt asks again.
        delivery.give_back(
            session, letter, LetterState.PLANNED, "", records_event=False
        )
        return False
    if check.answer is Answer.UNSURE:
        _ask_later(session, service, letter)
    elif check.answer is Answer.UNKNOWN:
        _hold(session, letter, UNKNOWN, detail=domain_of(letter.recipient))
    else:
        # Deferrals by the server are counted on their own from here on.
        letter.deferrals = 0
    return check.answer is Answer.TAKES_MAIL


def _needs_check(letter: Letter) -> bool:
    """It leaves by itself: a person released the others, and the server deferred some after a check."""
    automatic = letter.kind in ACKNOWLEDGING and not letter.released_at
    return automatic and letter.deferred_since is None


def _resolver(session: Session, letter: Letter) -> str:
    mailbox_id = Facts.from_json(letter.facts).mailbox_id
    mailbox = composing.sending_mailbox(session, letter.tenant_id, mailbox_id)
    return mailbox.resolver.strip().lower() if mailbox else NOT_CHECKED


def _ask_later(session: Session, service: Service, letter: Letter) -> None:
    tries = letter.deferrals if letter.reason == UNSURE else 0
    # The resolver stays silent: on the last safe day the letter leaves all the same.
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
        records_event=tries == 0,
        next_attempt_at=now() + WAITS[tries],
        deferrals=tries + 1,
    )


def _postpone(session: Session, letter: Letter, reason: str, until: datetime) -> None:
    """Put a letter back until then; its history has one line for a reason that repeats."""
    is_news = letter.reason != reason
    delivery.give_back(
        session,
        letter,
        LetterState.PLANNED,
        reason,
        records_event=is_news,
        next_attempt_at=until,
    )


def _hold(session: Session, letter: Letter, reason: str, **changes: Any) -> None:
    delivery.give_back(session, letter, LetterState.HELD, reason, **changes)
