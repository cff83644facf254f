"""Messages whose bytes stay on the server: the verdict and the place that each has."""

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
from ingest.mailbox.store import MailboxClaim, Place, hold_mailbox, received_at
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
    grip: MailboxClaim,
    uidvalidity: int,
    gone: Mapping[int, UUID | None],
) -> None:
    """Close the places of messages that left the server before we had their bytes.

    `gone` names the message of a place that has one: it was asked for, too late.
    """
    unknown = [Listed(uid, 0, None) for uid, known in gone.items() if known is None]
    _settle(session, grip, uidvalidity, unknown, Verdict.IGNORED, rule=VANISHED)
    asked = [known for known in gone.values() if known]
    _settle_asked(session, grip, asked, verdict=Verdict.IGNORED, rule=VANISHED)


def want_again(
    session: Session, grip: MailboxClaim, uidvalidity: int, uids: Collection[int]
) -> None:
    """Owe ourselves again what the server had hidden for a moment and shows anew.

    A replica that lags lists nothing, or less: what was taken for gone may be there.
    """
    shown = select(MailLocation.message_id).where(
        MailLocation.mailbox_id == grip.mailbox_id,
        MailLocation.uidvalidity == uidvalidity,
        MailLocation.uid == any_(literal(list(uids), ARRAY(BigInteger))),
    )
    wanted = (
        update(InboundMessage)
        .where(InboundMessage.id.in_(shown), InboundMessage.rule == VANISHED)
        .where(InboundMessage.verdict == Verdict.IGNORED)
        .values(verdict=Verdict.WANTED, rule="", judged_at=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(wanted)


def _settle(
    session: Session,
    grip: MailboxClaim,
    uidvalidity: int,
    listed: Sequence[Listed],
    verdict: Verdict,
    **because: str,
) -> list[UUID]:
    """Give messages that are not fetched their verdict and their place; returns their ids."""
    rows = [_unfetched(grip, one, verdict, **because) for one in listed]
    insert_rows(session, InboundMessage, rows)
    for one, row in zip(listed, rows, strict=True):
        _fill(session, grip, uidvalidity, one.uid, row["id"])
    return [row["id"] for row in rows]


def settle_too_large(
    session: Session,
    grip: MailboxClaim,
    uidvalidity: int,
    listed: Sequence[Listed],
    owed: dict[int, Place],
) -> None:
    """Show messages above the limit; their bytes stay on the server."""
    because: dict[str, Any] = {"verdict": Verdict.SET_ASIDE, "reason": TOO_LARGE}
    fresh = [one for one in listed if owed[one.uid].message_id is None]
    asked = [m for one in listed if (m := owed[one.uid].message_id)]
    done = _settle(session, grip, uidvalidity, fresh, **because)
    _settle_asked(session, grip, asked, **because)
    for message_id in (*done, *asked):
        kind = NoticeKind.MAIL_SET_ASIDE
        notify.notify(session, grip.tenant_id, kind, str(message_id))


def _settle_asked(
    session: Session, grip: MailboxClaim, asked: Sequence[UUID], **values: Any
) -> None:
    """Say of messages we know, and were asked to fetch, why they will not come."""
    rows = [{"tenant_id": grip.tenant_id, "id": m, **values} for m in asked]
    if rows:
        session.execute(update(InboundMessage), rows)


def is_older(message: Listed, mailbox: Mailbox) -> bool:
    """It came before the mailbox was activated, so it stays on the server."""
    return received_at(message.internal_date) < mailbox.import_since


def settled_already(
    session: Session, grip: MailboxClaim, mailbox: Mailbox, listed: Sequence[Listed]
) -> dict[int, UUID]:
    """Messages that stay on the server, by UID: the row a former numbering gave, or a new one."""
    known = _left_there(session, grip)
    found: dict[int, UUID] = {}
    rows: list[dict[str, Any]] = []
    for one in listed:
        same = known.get((one.size, received_at(one.internal_date)))
        if same:
            found[one.uid] = same.pop()
        elif is_older(one, mailbox):
            because = {"rule": BEFORE_ACTIVATION}
            rows.append(_unfetched(grip, one, Verdict.IGNORED, **because))
            found[one.uid] = rows[-1]["id"]
    insert_rows(session, InboundMessage, rows)
    return found


def _left_there(
    session: Session, grip: MailboxClaim
) -> dict[tuple[int, Any], list[UUID]]:
    """Messages known without all their bytes, by size and date: all that tells them apart."""
    left = select(
        InboundMessage.id, InboundMessage.size, InboundMessage.received_at
    ).where(
        InboundMessage.mailbox_id == grip.mailbox_id,
        or_(InboundMessage.sha256.is_(None), InboundMessage.reason == INCOMPLETE),
        InboundMessage.rule != VANISHED,
    )
    found: dict[tuple[int, Any], list[UUID]] = {}
    for row in session.execute(left):
        found.setdefault((row.size, row.received_at), []).append(row.id)
    return found


def _unfetched(
    grip: MailboxClaim,
    message: Listed,
    verdict: Verdict,
    rule: str = "",
    reason: str = "",
) -> dict[str, Any]:
    return {
        "tenant_id": grip.tenant_id,
        "id": new_id(),
        "mailbox_id": grip.mailbox_id,
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


def _fill(
    session: Session, grip: MailboxClaim, uidvalidity: int, uid: int, message_id: UUID
) -> None:
    filled = (
        update(MailLocation)
        .where(
            MailLocation.mailbox_id == grip.mailbox_id,
            MailLocation.uidvalidity == uidvalidity,
            MailLocation.uid == uid,
        )
        .values(message_id=message_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(filled)
    hold_mailbox(session, grip, last_uid=func.greatest(Mailbox.last_uid, uid))
