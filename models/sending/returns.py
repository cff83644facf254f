"""Returns of our letters: bounces, and answers that prove a letter arrived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from models.letters import identifiers
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState
from models.sending import delivery
from models.sending.acknowledgement import redecide
from models.store.service import Service
from models.store.session import TenantSession

# What a bounce may contradict: a letter that left, or may have. One whose final reply we
# still wait for can be back already.
BOUNCEABLE = frozenset(
    {LetterState.ACCEPTED, LetterState.UNKNOWN, LetterState.DOT_PENDING}
)


class Bounced(Protocol):
    @property
    def permanent(self) -> bool: ...


class Returned(Protocol):
    """Needs of an understood message (`ingest.reading.understood.Understood`)."""

    @property
    def in_reply_to(self) -> str: ...
    @property
    def references(self) -> tuple[str, ...]: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def bounce(self) -> Bounced | None: ...


def note_return(
    session: TenantSession, service: Service, returned: Returned
) -> UUID | None:
    """Let a message that names one of our letters by a signed token tell how it fared.

    A permanent bounce makes it bounced; anything else that quotes it proves that it left.
    A mailbox without plus addresses has no other token than the Message-ID of the mail that
    a bounce returns, which the reader puts among its references.
    Returns the letter's complaint; forged tokens name nothing and change nothing.
    """
    letter = _find(session, service, returned)
    if letter is None:
        return None
    before = letter.state
    if returned.bounce is not None and returned.bounce.permanent:
        if letter.state in BOUNCEABLE:
            delivery.bounce(session, letter)
    elif letter.state is LetterState.UNKNOWN:
        delivery.prove(session, letter)
    if letter.kind is LetterKind.RECEIPT and letter.state is not before:
        _redecide_second(session, service, letter)
    return letter.complaint_id


def _redecide_second(session: TenantSession, service: Service, receipt: Letter) -> None:
    """An acknowledgement is optional behind a receipt that arrived, and owed without one."""
    key = (receipt.tenant_id, receipt.complaint_id)
    redecide(session, service, session.get_one(Complaint, key), None)


def _find(
    session: TenantSession, service: Service, returned: Returned
) -> Letter | None:
    for letter_id in _list_named(session, service, returned):
        wanted = select(Letter).where(Letter.id == letter_id).with_for_update()
        fresh = {"populate_existing": True}
        letter = session.scalars(wanted, execution_options=fresh).one_or_none()
        if letter is not None:
            return letter
    return None


def _list_named(
    session: TenantSession, service: Service, returned: Returned
) -> Iterator[UUID]:
    """The letters that a message names, the surest first: where it was sent to."""
    key, tenant_id = service.mail_key, session.tenant_id
    found = [identifiers.read_bounce_address(key, a) for a in returned.recipients]
    quoted = dict.fromkeys((returned.in_reply_to, *returned.references))
    found += [identifiers.read_message_id(key, value, tenant_id) for value in quoted]
    return (letter_id for letter_id in found if letter_id is not None)
