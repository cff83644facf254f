"""Bytes first: a message is stored whole, in one transaction with our cursor in its mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from ingest.mailbox.folder import Fetched
from models.base.errors import TemporaryError
from models.base.process import fault
from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.rows.base import new_id, now
from models.rows.mailbox import Mailbox
from models.rows.message import INCOMPLETE, Blob, InboundMessage, Origin, Verdict
from models.store.bulk import insert_rows
from models.store.content import enter_blobs
from models.store.service import Service
from models.store.session import tenant_transaction
from models.vault.packs import Stored

OLD = timedelta(days=3)


class Superseded(TemporaryError):
    """Another worker took the mailbox: nothing of this was written."""


@dataclass(frozen=True)
class MailboxClaim:
    """The claim of a mailbox: every write names its attempt."""

    tenant_id: UUID
    mailbox_id: UUID
    attempt: int
    key: bytes


@dataclass(frozen=True)
class Location:
    """Location of a message on the server; `message_id` when it is known already."""

    uid: int
    message_id: UUID | None
    catch_up: bool


def update_mailbox(session: Session, claim: MailboxClaim, **changes: Any) -> None:
    """Write to the mailbox that we claimed; raises Superseded when it is no longer ours."""
    updated = (
        update(Mailbox)
        .where(Mailbox.id == claim.mailbox_id, Mailbox.attempt == claim.attempt)
        .values(attempt=claim.attempt, **changes)
        .returning(Mailbox.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(updated).scalar_one_or_none() is None:
        raise Superseded("another worker took the mailbox")


def store(
    service: Service,
    claim: MailboxClaim,
    uidvalidity: int,
    fetched: Sequence[Fetched],
    locations: dict[int, Location],
) -> list[UUID]:
    """Store a batch: pack, blobs, messages, locations and cursor; one wait for the disk.

    Returns the ids of the messages that wait to be understood; an incomplete one is set
    aside. A message that a former numbering of the mailbox showed already gets a second
    location and nothing else. Raises Superseded, TemporaryError when the disk refuses.
    """
    with tenant_transaction(service.app, claim.tenant_id) as session:
        # The same bytes are stored once, whichever mailboxes they came by.
        kept, known = _find_known(session, claim, uidvalidity, fetched)
        new = [message for message in fetched if message.sha256 not in kept]
        written = _write_pack(service, claim, new)
        fault("before_raw_commit")
        last = max(message.listed.uid for message in fetched)
        # The row is locked from here on alone, not while the disk is waited for.
        update_mailbox(session, claim, last_uid=func.greatest(Mailbox.last_uid, last))
        # From here on the database knows bytes that are safely on disk, never the
        # reverse.
        enter_blobs(session, claim.tenant_id, written)
        located, waiting = _enter_messages(session, claim, fetched, locations, known)
        _fill_locations(session, claim, uidvalidity, located)
    fault("after_raw_commit")
    return waiting


def _write_pack(
    service: Service, claim: MailboxClaim, new: Sequence[Fetched]
) -> list[Stored]:
    blobs = [message.raw for message in new]
    digests = [message.sha256 for message in new]
    return service.packs.write(claim.tenant_id, blobs, claim.key, digests)


def store_upload(
    service: Service, tenant_id: UUID, data: bytes, origin: Origin
) -> UUID:
    """Store a message brought by hand (a file, the command line); returns its id."""
    with tenant_transaction(service.app, tenant_id) as session:
        key = service.tenant_key(session, tenant_id)
    written = service.packs.write(tenant_id, [data], key)
    with tenant_transaction(service.app, tenant_id) as session:
        enter_blobs(session, tenant_id, written)
        message = InboundMessage(
            tenant_id=tenant_id,
            id=new_id(),
            origin=origin,
            sha256=written[0].sha256,
            size=len(data),
            received_at=now(),
        )
        session.add(message)
    return message.id


def received_at(internal_date: datetime | None) -> datetime:
    """The moment at which the mailbox got a message; ours where the server gives none, or the future."""
    moment = now()
    # A date in the future would start legal periods that have not begun.
    return min(internal_date, moment) if internal_date else moment


def _find_known(
    session: Session, claim: MailboxClaim, uidvalidity: int, fetched: Sequence[Fetched]
) -> tuple[set[str], dict[str, list[UUID]]]:
    """Digests whose bytes are stored already, and messages that lost their place here."""
    digests = [message.sha256 for message in fetched]
    blobs = select(Blob.sha256).where(Blob.sha256.in_(digests))
    kept = set(session.scalars(blobs))
    known: dict[str, list[UUID]] = {}
    if kept:
        for message_id, sha256 in _find_unlocated(session, claim, uidvalidity, kept):
            known.setdefault(sha256, []).append(message_id)
    return kept, known


def _find_unlocated(
    session: Session, claim: MailboxClaim, uidvalidity: int, digests: set[str]
) -> list[tuple[UUID, str]]:
    found = session.execute(
        text(
            """select m.id, m.sha256 from inbound_messages m
            where m.tenant_id = :tenant and m.mailbox_id = :mailbox
              and m.sha256 = any(:digests)
              and not exists (select from mail_locations l
                where l.tenant_id = m.tenant_id and l.message_id = m.id
                  and l.mailbox_id = m.mailbox_id and l.uidvalidity = :uidvalidity)
            order by m.id"""
        ),
        {
            "tenant": claim.tenant_id,
            "mailbox": claim.mailbox_id,
            "digests": list(digests),
            "uidvalidity": uidvalidity,
        },
    )
    return [(row.id, row.sha256) for row in found]


def _enter_messages(
    session: Session,
    claim: MailboxClaim,
    fetched: Sequence[Fetched],
    locations: dict[int, Location],
    known: dict[str, list[UUID]],
) -> tuple[dict[int, UUID], list[UUID]]:
    """Write the rows; returns the message of each UID, and those that wait to be understood."""
    located: dict[int, UUID] = {}
    new, wanted = [], []
    for message in fetched:
        uid = message.listed.uid
        location = locations[uid]
        if location.message_id is not None:
            wanted.append(_row_of_wanted(claim, location.message_id, message))
        # A renumbered mailbox shows its messages again: each gets its new location.
        elif known.get(message.sha256):
            located[uid] = known[message.sha256].pop()
        else:
            new.append(_row_of_new(claim, message, location.catch_up))
            located[uid] = new[-1]["id"]
    insert_rows(session, InboundMessage, new)
    if wanted:
        session.execute(update(InboundMessage), wanted)
    entered = [*new, *wanted]
    _notify_of_set_aside(session, claim, entered)
    return located, [r["id"] for r in entered if r["verdict"] is Verdict.STORED]


def _notify_of_set_aside(
    session: Session, claim: MailboxClaim, rows: Sequence[dict[str, Any]]
) -> None:
    for row in rows:
        if row["verdict"] is Verdict.SET_ASIDE:
            kind = NoticeKind.MAIL_SET_ASIDE
            notify.notify(session, claim.tenant_id, kind, str(row["id"]))


def _first_verdict(fetched: Fetched) -> dict[str, Any]:
    """The first verdict of a message as it is stored: only a whole one waits to be understood."""
    if fetched.is_whole:
        return {"verdict": Verdict.STORED, "reason": ""}
    return {"verdict": Verdict.SET_ASIDE, "reason": INCOMPLETE, "judged_at": now()}


def _row_of_new(
    claim: MailboxClaim, message: Fetched, catch_up: bool
) -> dict[str, Any]:
    received = received_at(message.listed.internal_date)
    return {
        "tenant_id": claim.tenant_id,
        "id": new_id(),
        "mailbox_id": claim.mailbox_id,
        "origin": Origin.MAILBOX,
        "sha256": message.sha256,
        "size": _size(message),
        "received_at": received,
        "stored_at": now(),
        "judged_at": None,
        # An old complaint that surfaces with a new mailbox must not be acknowledged by
        # itself.
        "asked_old": catch_up and now() - received > OLD,
    } | _first_verdict(message)


def _size(fetched: Fetched) -> int:
    """Its own size; while incomplete the announced one, by which it is recognised later."""
    return len(fetched.raw) if fetched.is_whole else fetched.listed.size


def _row_of_wanted(
    claim: MailboxClaim, message_id: UUID, message: Fetched
) -> dict[str, Any]:
    """Changes of a message that a person asked to fetch after all."""
    return {
        "tenant_id": claim.tenant_id,
        "id": message_id,
        "sha256": message.sha256,
        "size": _size(message),
        "stored_at": now(),
        "judged_at": None,
        "asked_old": now() - received_at(message.listed.internal_date) > OLD,
    } | _first_verdict(message)


def _fill_locations(
    session: Session, claim: MailboxClaim, uidvalidity: int, located: dict[int, UUID]
) -> None:
    """Write which message stands at which UID; each place is filled once."""
    if not located:
        return
    filled = session.execute(
        text(
            """update mail_locations l set message_id = n.message_id, tries = 0
            from unnest(cast(:uids as bigint[]), cast(:ids as uuid[])) n(uid, message_id)
            where l.tenant_id = :tenant and l.mailbox_id = :mailbox
              and l.uidvalidity = :uidvalidity and l.uid = n.uid and l.message_id is null
            returning l.uid"""
        ),
        {
            "uids": list(located),
            "ids": list(located.values()),
            "tenant": claim.tenant_id,
            "mailbox": claim.mailbox_id,
            "uidvalidity": uidvalidity,
        },
    )
    # A place that is filled already was another worker's: everything here is rolled
    # back.
    if len(filled.all()) != len(located):
        raise Superseded("another worker filled the place")
