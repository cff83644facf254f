"""Messages that opened nothing, as a person replays them or insists that they count."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.base.errors import Refused
from models.mail.mailboxes import wake
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.mailbox import Mailbox, MailLocation
from models.rows.message import INCOMPLETE, InboundMessage, Verdict

LEFT_THERE = (
    "Le contenu de ce message est resté sur le serveur : il ne peut pas être relu ici."
)
NOT_ASIDE = "Ce message n’est plus mis de côté."
NOT_IGNORED = "Ce message n’est plus ignoré."


def replay(session: Session, message: InboundMessage, actor_id: UUID | None) -> None:
    """Have a message that was set aside understood again, alone, with its tries forgotten.

    What is incomplete is fetched again first. The caller holds its row locked and wakes a
    worker after the commit. Raises Refused.
    """
    if message.verdict is not Verdict.SET_ASIDE:
        raise Refused(NOT_ASIDE)
    fetch = message.reason == INCOMPLETE
    _read_again(session, message, EventKind.MESSAGE_REPLAYED, actor_id)
    if fetch:
        _fetch_again(session, message)


def insist(session: Session, message: InboundMessage, actor_id: UUID) -> None:
    """Have an ignored message opened as a draft, whatever rule had ignored it. Raises Refused."""
    if message.verdict is not Verdict.IGNORED:
        raise Refused(NOT_IGNORED)
    message.insisted = True
    _read_again(session, message, EventKind.MESSAGE_INSISTED, actor_id)


def list_with(
    session: Session, tenant_id: UUID, verdict: Verdict, limit: int, offset: int = 0
) -> list[InboundMessage]:
    """Messages of a cabinet with this verdict, the newest first."""
    chosen = (
        select(InboundMessage)
        .where(InboundMessage.tenant_id == tenant_id, InboundMessage.verdict == verdict)
        .order_by(InboundMessage.received_at.desc(), InboundMessage.id.desc())
    )
    return list(session.scalars(chosen.limit(limit).offset(offset)))


def _fetch_again(session: Session, message: InboundMessage) -> None:
    """Owe ourselves its bytes anew, at once."""
    message.verdict = Verdict.WANTED
    place = MailLocation.message_id == message.id
    forgotten = update(MailLocation).where(place).values(tries=0)
    session.execute(forgotten.execution_options(synchronize_session=False))
    if message.mailbox_id is not None:
        wake(session.get_one(Mailbox, (message.tenant_id, message.mailbox_id)))


def _read_again(
    session: Session, message: InboundMessage, kind: EventKind, actor_id: UUID | None
) -> None:
    if message.sha256 is None:
        raise Refused(LEFT_THERE)
    tenant_id, was = message.tenant_id, message.rule or message.reason
    message.verdict, message.rule, message.reason = Verdict.STORED, "", ""
    message.judged_at = message.next_attempt_at = None
    message.alone, message.failures = True, 0
    record(
        session,
        tenant_id,
        tenant_id,
        kind,
        actor_id=actor_id,
        message_id=message.id,
        was=was,
    )
