"""Where messages stand in a mailbox: what the server lists against what we know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    any_,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from ingest.folder import Folder, Listed
from ingest.store import Grip, Place, hold_mailbox, received_at
from models import notices
from models.base import new_id, now
from models.bulk import insert_rows
from models.complaints.history import record
from models.letters.notices import NoticeKind
from models.mail.mailbox import Mailbox, MailLocation
from models.mail.mailboxes import BEFORE_ACTIVATION
from models.mail.message import INCOMPLETE, InboundMessage, Origin, Verdict

# Deleted on the server between our listing and our fetch.
VANISHED = "vanished"
TOO_LARGE = "too_large"


def known_uids(session: Session, grip: Grip, uidvalidity: int, lowest: int) -> set[int]:
    """UIDs that have a location already, from `lowest` on."""
    known = select(MailLocation.uid).where(
        MailLocation.mailbox_id == grip.mailbox_id,
        MailLocation.uidvalidity == uidvalidity,
        MailLocation.uid >= lowest,
    )
    return set(session.scalars(known))


def begin_numbering(
    session: Session, grip: Grip, mailbox: Mailbox, folder: Folder
) -> None:
    """Take over a first or a changed UIDVALIDITY: our cursor starts again, messages stay.

    Places of the former numbering that were never fetched are listed again by the new one.
    """
    unfetched = delete(MailLocation).where(
        MailLocation.mailbox_id == grip.mailbox_id, MailLocation.message_id.is_(None)
    )
    session.execute(unfetched.execution_options(synchronize_session=False))
    hold_mailbox(session, grip, uidvalidity=folder.uidvalidity, last_uid=0)
    if mailbox.uidvalidity is not None:
        record(
            session,
            grip.tenant_id,
            grip.tenant_id,
            "mailbox:renumbered",
            mailbox_id=grip.mailbox_id,
            uidvalidity=folder.uidvalidity,
        )


def enter_listing(
    session: Session,
    grip: Grip,
    mailbox: Mailbox,
    folder: Folder,
    listed: Sequence[Listed],
    *,
    catch_up: bool,
) -> None:
    """Give every newly listed message its location: found there, hence owed a verdict.

    On a first or renewed listing what is older than the activation stays on the server.
    """
    old = _settled_already(session, grip, mailbox, listed) if catch_up else {}
    rows = [
        {
            "tenant_id": grip.tenant_id,
            "mailbox_id": grip.mailbox_id,
            "uidvalidity": folder.uidvalidity,
            "uid": one.uid,
            "message_id": old.get(one.uid),
            "seen_at": now(),
            "catch_up": catch_up or _is_older(one, mailbox),
        }
        for one in listed
    ]
    insert_rows(session, MailLocation, rows, known_stay=True)


def owed_uids(session: Session, grip: Grip, uidvalidity: int) -> set[int]:
    """UIDs whose bytes were never fetched."""
    owed = select(MailLocation.uid).where(
        MailLocation.mailbox_id == grip.mailbox_id,
        MailLocation.uidvalidity == uidvalidity,
        MailLocation.message_id.is_(None),
    )
    return set(session.scalars(owed))


def enter_gone(
    session: Session, grip: Grip, uidvalidity: int, gone: Mapping[int, UUID | None]
) -> None:
    """Close the places of messages that left the server before we had their bytes.

    `gone` names the message of a place that has one: it was asked for, too late.
    """
    unknown = [Listed(uid, 0, None) for uid, known in gone.items() if known is None]
    settle(session, grip, uidvalidity, unknown, Verdict.IGNORED, rule=VANISHED)
    asked = [known for known in gone.values() if known]
    _settle_asked(session, grip, asked, verdict=Verdict.IGNORED, rule=VANISHED)


def want_again(
    session: Session, grip: Grip, uidvalidity: int, uids: Collection[int]
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


def settle(
    session: Session,
    grip: Grip,
    uidvalidity: int,
    listed: Sequence[Listed],
    verdict: Verdict,
    **said: str,
) -> list[UUID]:
    """Give messages that are not fetched their verdict and their place; returns their ids."""
    rows = [_unfetched(grip, one, verdict, **said) for one in listed]
    insert_rows(session, InboundMessage, rows)
    for one, row in zip(listed, rows, strict=True):
        _fill(session, grip, uidvalidity, one.uid, row["id"])
    return [row["id"] for row in rows]


def settle_too_large(
    session: Session,
    grip: Grip,
    uidvalidity: int,
    listed: Sequence[Listed],
    owed: dict[int, Place],
) -> None:
    """Show messages above the limit; their bytes stay on the server."""
    said: dict[str, Any] = {"verdict": Verdict.SET_ASIDE, "reason": TOO_LARGE}
    fresh = [one for one in listed if owed[one.uid].message_id is None]
    asked = [m for one in listed if (m := owed[one.uid].message_id)]
    done = settle(session, grip, uidvalidity, fresh, **said)
    _settle_asked(session, grip, asked, **said)
    for message_id in (*done, *asked):
        kind = NoticeKind.MAIL_SET_ASIDE
        notices.tell(session, grip.tenant_id, kind, str(message_id))


def owed_places(
    session: Session, grip: Grip, uidvalidity: int, limit: int
) -> dict[int, tuple[Place, int]]:
    """Places whose bytes we owe ourselves, with failed tries: new ones first, then what was asked."""
    wanted = InboundMessage.verdict == Verdict.WANTED
    owed = (
        select(
            MailLocation.uid,
            MailLocation.message_id,
            MailLocation.catch_up,
            MailLocation.tries,
        )
        .outerjoin(
            InboundMessage,
            (InboundMessage.tenant_id == MailLocation.tenant_id)
            & (InboundMessage.id == MailLocation.message_id),
        )
        .where(
            MailLocation.mailbox_id == grip.mailbox_id,
            MailLocation.uidvalidity == uidvalidity,
            or_(MailLocation.message_id.is_(None), wanted),
        )
        .order_by(MailLocation.tries, MailLocation.uid)
        .limit(limit)
    )
    return {
        row.uid: (Place(row.uid, row.message_id, row.catch_up), row.tries)
        for row in session.execute(owed)
    }


def count_try(
    session: Session, grip: Grip, uidvalidity: int, uids: Iterable[int]
) -> None:
    """Remember that these were asked for and did not come."""
    missed = (
        update(MailLocation)
        .where(
            MailLocation.mailbox_id == grip.mailbox_id,
            MailLocation.uidvalidity == uidvalidity,
            MailLocation.uid.in_(list(uids)),
        )
        .values(tries=MailLocation.tries + 1)
        .execution_options(synchronize_session=False)
    )
    session.execute(missed)


def _settle_asked(
    session: Session, grip: Grip, asked: Sequence[UUID], **said: Any
) -> None:
    """Say of messages we know, and were asked to fetch, why they will not come."""
    rows = [{"tenant_id": grip.tenant_id, "id": m, **said} for m in asked]
    if rows:
        session.execute(update(InboundMessage), rows)


def _is_older(one: Listed, mailbox: Mailbox) -> bool:
    return received_at(one.internal_date) < mailbox.import_since


def _settled_already(
    session: Session, grip: Grip, mailbox: Mailbox, listed: Sequence[Listed]
) -> dict[int, UUID]:
    """Messages that stay on the server, by UID: the row a former numbering gave, or a new one."""
    known = _left_there(session, grip)
    found: dict[int, UUID] = {}
    rows: list[dict[str, Any]] = []
    for one in listed:
        same = known.get((one.size, received_at(one.internal_date)))
        if same:
            found[one.uid] = same.pop()
        elif _is_older(one, mailbox):
            said = {"rule": BEFORE_ACTIVATION}
            rows.append(_unfetched(grip, one, Verdict.IGNORED, **said))
            found[one.uid] = rows[-1]["id"]
    insert_rows(session, InboundMessage, rows)
    return found


def _left_there(session: Session, grip: Grip) -> dict[tuple[int, Any], list[UUID]]:
    """What we know without all its bytes, by size and date: all that tells them apart."""
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
    grip: Grip, one: Listed, verdict: Verdict, rule: str = "", reason: str = ""
) -> dict[str, Any]:
    return {
        "tenant_id": grip.tenant_id,
        "id": new_id(),
        "mailbox_id": grip.mailbox_id,
        "origin": Origin.MAILBOX,
        "sha256": None,
        "size": one.size,
        "received_at": received_at(one.internal_date),
        "stored_at": now(),
        "verdict": verdict,
        "rule": rule,
        "reason": reason,
        "judged_at": now(),
    }


def _fill(
    session: Session, grip: Grip, uidvalidity: int, uid: int, message_id: UUID
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
