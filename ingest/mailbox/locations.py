"""Locations of messages in a mailbox: what the server lists against what we know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from ingest.mailbox.folder import Folder, Listed
from ingest.mailbox.store import Location, MailboxClaim, update_mailbox
from ingest.mailbox.unfetched import is_older, settle_unfetched
from models.rows.base import now
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.mailbox import Mailbox, MailLocation
from models.rows.message import InboundMessage, Verdict
from models.store.bulk import insert_rows


def find_known_uids(
    session: Session, claim: MailboxClaim, uidvalidity: int, lowest: int
) -> set[int]:
    """UIDs that have a location already, from `lowest` on."""
    known = select(MailLocation.uid).where(
        MailLocation.mailbox_id == claim.mailbox_id,
        MailLocation.uidvalidity == uidvalidity,
        MailLocation.uid >= lowest,
    )
    return set(session.scalars(known))


def begin_numbering(
    session: Session, claim: MailboxClaim, mailbox: Mailbox, folder: Folder
) -> None:
    """Take over a first or a changed UIDVALIDITY: our cursor starts again, messages stay.

    Places of the former numbering that were never fetched are listed again by the new one.
    """
    unfetched = delete(MailLocation).where(
        MailLocation.mailbox_id == claim.mailbox_id, MailLocation.message_id.is_(None)
    )
    # Their UIDs mean nothing any longer, and no message refers to them.
    session.execute(unfetched.execution_options(synchronize_session=False))
    update_mailbox(session, claim, uidvalidity=folder.uidvalidity, last_uid=0)
    if mailbox.uidvalidity is not None:
        record(
            session,
            claim.tenant_id,
            claim.tenant_id,
            EventKind.MAILBOX_RENUMBERED,
            mailbox_id=claim.mailbox_id,
            uidvalidity=folder.uidvalidity,
        )


def enter_listing(
    session: Session,
    claim: MailboxClaim,
    mailbox: Mailbox,
    folder: Folder,
    listed: Sequence[Listed],
    *,
    catch_up: bool,
) -> None:
    """Give every newly listed message its location: found there, hence owed a verdict.

    On a first or renewed listing messages older than the activation stay on the server.
    """
    # A first poll of a full mailbox would open thousands of old complaints.
    settled = settle_unfetched(session, claim, mailbox, listed) if catch_up else {}
    rows = [
        {
            "tenant_id": claim.tenant_id,
            "mailbox_id": claim.mailbox_id,
            "uidvalidity": folder.uidvalidity,
            "uid": message.uid,
            "message_id": settled.get(message.uid),
            "seen_at": now(),
            "catch_up": catch_up or is_older(message, mailbox),
        }
        for message in listed
    ]
    # Two listings may overlap: the first location stays.
    insert_rows(session, MailLocation, rows, known_stay=True)


def find_owed_uids(session: Session, claim: MailboxClaim, uidvalidity: int) -> set[int]:
    """UIDs whose bytes were never fetched."""
    owed = select(MailLocation.uid).where(
        MailLocation.mailbox_id == claim.mailbox_id,
        MailLocation.uidvalidity == uidvalidity,
        MailLocation.message_id.is_(None),
    )
    return set(session.scalars(owed))


def find_owed(
    session: Session, claim: MailboxClaim, uidvalidity: int, limit: int
) -> dict[int, tuple[Location, int]]:
    """Places whose bytes we owe ourselves, with failed tries: those with fewest tries first."""
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
            MailLocation.mailbox_id == claim.mailbox_id,
            MailLocation.uidvalidity == uidvalidity,
            or_(MailLocation.message_id.is_(None), wanted),
        )
        # New messages first: one that fails again and again keeps nobody waiting.
        .order_by(MailLocation.tries, MailLocation.uid)
        .limit(limit)
    )
    return {
        row.uid: (Location(row.uid, row.message_id, row.catch_up), row.tries)
        for row in session.execute(owed)
    }


def count_try(
    session: Session, claim: MailboxClaim, uidvalidity: int, uids: Iterable[int]
) -> None:
    """Count a try of messages that were asked for and did not come."""
    missed = (
        update(MailLocation)
        .where(
            MailLocation.mailbox_id == claim.mailbox_id,
            MailLocation.uidvalidity == uidvalidity,
            MailLocation.uid.in_(list(uids)),
        )
        .values(tries=MailLocation.tries + 1)
        .execution_options(synchronize_session=False)
    )
    session.execute(missed)
