"""Messages whose bytes stay on the server: the verdict and the location of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    any_,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from ingest.mailbox.folder import Listed
from ingest.mailbox.store import Location, MailboxClaim, received_at, update_mailbox
from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.mail.mailboxes import BEFORE_ACTIVATION
from models.rows.base import new_id, now
from models.rows.mailbox import Mailbox, MailLocation
from models.rows.message import INCOMPLETE, InboundMessage, Origin, Verdict
from models.store.bulk import insert_rows

# Deleted on the server between our listing and our fetch.
VANISHED = "vanished"
TOO_LARGE = "too_large"


def enter_gone(
    session: Session,
    claim: MailboxClaim,
    uidvalidity: int,
    gone: Mapping[int, UUID | None],
) -> None:
    """Close the places of messages that left the server before we had their bytes.

    `gone` names the message of a place that has one: a person asked for it, too late.
    """
    unknown = [Listed(uid, 0, None) for uid, message in gone.items() if message is None]
    # A row is kept even so: the cabinet may ask why a mail that it saw is not here.
    _settle(session, claim, uidvalidity, unknown, Verdict.IGNORED, rule=VANISHED)
    known = [message for message in gone.values() if message]
    _settle_known(session, claim, known, verdict=Verdict.IGNORED, rule=VANISHED)


def want_again(
    session: Session, claim: MailboxClaim, uidvalidity: int, uids: Collection[int]
) -> None:
    """Owe ourselves again messages that the server did not list for a moment.

    A replica that lags lists nothing, or less: a message taken for gone may be there.
    """
    shown = select(MailLocation.message_id).where(
        MailLocation.mailbox_id == claim.mailbox_id,
        MailLocation.uidvalidity == uidvalidity,
        MailLocation.uid == any_(literal(list(uids), ARRAY(BigInteger))),
    )
    wanted = (
        update(InboundMessage)
        # Only what was taken for gone: a message ignored for another reason stays
        # ignored.
        .where(InboundMessage.id.in_(shown), InboundMessage.rule == VANISHED)
        .where(InboundMessage.verdict == Verdict.IGNORED)
        .values(verdict=Verdict.WANTED, rule="", judged_at=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(wanted)


def _settle(
    session: Session,
    claim: MailboxClaim,
    uidvalidity: int,
    listed: Sequence[Listed],
    verdict: Verdict,
    **because: str,
) -> list[UUID]:
    """Give messages that are not fetched their verdict and their place; returns their ids."""
    rows = [_new_row(claim, message, verdict, **because) for message in listed]
    insert_rows(session, InboundMessage, rows)
    for message, row in zip(listed, rows, strict=True):
        _fill_location(session, claim, uidvalidity, message.uid, row["id"])
    return [row["id"] for row in rows]


def settle_too_large(
    session: Session,
    claim: MailboxClaim,
    uidvalidity: int,
    listed: Sequence[Listed],
    locations: dict[int, Location],
) -> None:
    """Show messages above the limit; their bytes stay on the server."""
    because: dict[str, Any] = {"verdict": Verdict.SET_ASIDE, "reason": TOO_LARGE}
    new = [message for message in listed if locations[message.uid].message_id is None]
    known = [
        found for message in listed if (found := locations[message.uid].message_id)
    ]
    settled = _settle(session, claim, uidvalidity, new, **because)
    _settle_known(session, claim, known, **because)
    # Nobody would look for a message that never arrived: the cabinet is notified.
    for message_id in (*settled, *known):
        kind = NoticeKind.MAIL_SET_ASIDE
        notify.notify(session, claim.tenant_id, kind, str(message_id))


def _settle_known(
    session: Session, claim: MailboxClaim, message_ids: Sequence[UUID], **values: Any
) -> None:
    """Write for messages that a person asked to fetch why they will not come."""
    rows = [{"tenant_id": claim.tenant_id, "id": m, **values} for m in message_ids]
    if rows:
        session.execute(update(InboundMessage), rows)


def is_older(message: Listed, mailbox: Mailbox) -> bool:
    """The message came before the mailbox was activated, so it stays on the server."""
    return received_at(message.internal_date) < mailbox.import_since


def settle_unfetched(
    session: Session, claim: MailboxClaim, mailbox: Mailbox, listed: Sequence[Listed]
) -> dict[int, UUID]:
    """Messages that stay on the server, by UID: the row a former numbering gave, or a new one."""
    known = _messages_without_bytes(session, claim)
    found: dict[int, UUID] = {}
    rows: list[dict[str, Any]] = []
    for message in listed:
        same = known.get((message.size, received_at(message.internal_date)))
        if same:
            found[message.uid] = same.pop()
        elif is_older(message, mailbox):
            because = {"rule": BEFORE_ACTIVATION}
            rows.append(_new_row(claim, message, Verdict.IGNORED, **because))
            found[message.uid] = rows[-1]["id"]
    insert_rows(session, InboundMessage, rows)
    return found


def _messages_without_bytes(
    session: Session, claim: MailboxClaim
) -> dict[tuple[int, Any], list[UUID]]:
    """Messages known without all their bytes, by size and date: all that tells them apart."""
    left = select(
        InboundMessage.id, InboundMessage.size, InboundMessage.received_at
    ).where(
        InboundMessage.mailbox_id == claim.mailbox_id,
        or_(InboundMessage.sha256.is_(None), InboundMessage.reason == INCOMPLETE),
        # A vanished message left no size and date of its own to recognise it by.
        InboundMessage.rule != VANISHED,
    )
    found: dict[tuple[int, Any], list[UUID]] = {}
    for row in session.execute(left):
        found.setdefault((row.size, row.received_at), []).append(row.id)
    return found


def _new_row(
    claim: MailboxClaim,
    message: Listed,
    verdict: Verdict,
    rule: str = "",
    reason: str = "",
) -> dict[str, Any]:
    return {
        "tenant_id": claim.tenant_id,
        "id": new_id(),
        "mailbox_id": claim.mailbox_id,
        "origin": Origin.MAILBOX,
        "sha256": None,
        "size": message.size,
        "received_at": received_at(message.internal_date),
        "stored_at": now(),
        "verdict": verdict,
        "rule": rule,
        "reason": reason,
        "judged_at": now(),
    }


def _fill_location(
    session: Session, claim: MailboxClaim, uidvalidity: int, uid: int, message_id: UUID
) -> None:
    filled = (
        update(MailLocation)
        .where(
            MailLocation.mailbox_id == claim.mailbox_id,
            MailLocation.uidvalidity == uidvalidity,
            MailLocation.uid == uid,
        )
        .values(message_id=message_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(filled)
    update_mailbox(session, claim, last_uid=func.greatest(Mailbox.last_uid, uid))
