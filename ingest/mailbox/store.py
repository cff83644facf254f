"""Bytes first: a message is kept whole, in one transaction with our place in its mailbox."""

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
    """Another worker took the mailbox meanwhile: nothing of this was written."""


@dataclass(frozen=True)
class MailboxClaim:
    """A mailbox that we claimed: every write names the attempt."""

    tenant_id: UUID
    mailbox_id: UUID
    attempt: int
    key: bytes


@dataclass(frozen=True)
class Place:
    """Where a message stands on the server; `message_id` when it is known already."""

    uid: int
    message_id: UUID | None
    catch_up: bool


def hold_mailbox(session: Session, grip: MailboxClaim, **changes: Any) -> None:
    """Write to the mailbox that we claimed; raises Superseded when it is no more ours."""
    held = (
        update(Mailbox)
        .where(Mailbox.id == grip.mailbox_id, Mailbox.attempt == grip.attempt)
        .values(attempt=grip.attempt, **changes)
        .returning(Mailbox.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(held).scalar_one_or_none() is None:
        raise Superseded("another worker took the mailbox")


def store(
    service: Service,
    grip: MailboxClaim,
    uidvalidity: int,
    fetched: Sequence[Fetched],
    places: dict[int, Place],
) -> list[UUID]:
    """Keep a batch: pack, blobs, messages, locations and cursor; one wait for the disk.

    Returns the ids of the messages that wait to be understood; an incomplete one is set aside. Raises Superseded,
    TemporaryError when the disk refuses. A message that a former numbering of the
    mailbox showed already gets a second location and nothing else.
    """
    with tenant_transaction(service.app, grip.tenant_id) as session:
        kept, known = _look_around(session, grip, uidvalidity, fetched)
        written = _write(
            service, grip, [one for one in fetched if one.sha256 not in kept]
        )
        fault("before_raw_commit")
        last = max(one.listed.uid for one in fetched)
        # The row is locked from here on alone, not while the disk is waited for.
        hold_mailbox(session, grip, last_uid=func.greatest(Mailbox.last_uid, last))
        enter_blobs(session, grip.tenant_id, written)
        located, fresh = _enter(session, grip, fetched, places, known)
        _locate(session, grip, uidvalidity, located)
    fault("after_raw_commit")
    return fresh


def _write(
    service: Service, grip: MailboxClaim, new: Sequence[Fetched]
) -> list[Stored]:
    blobs, digests = [one.raw for one in new], [one.sha256 for one in new]
    return service.packs.write(grip.tenant_id, blobs, grip.key, digests)


def store_upload(
    service: Service, tenant_id: UUID, data: bytes, origin: Origin
) -> UUID:
    """Keep a message that came by hand (a file, the command line); returns its id."""
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
    """When the mailbox got it; our own clock where the server tells nothing or the future."""
    moment = now()
    return min(internal_date, moment) if internal_date else moment


def _look_around(
    session: Session, grip: MailboxClaim, uidvalidity: int, fetched: Sequence[Fetched]
) -> tuple[set[str], dict[str, list[UUID]]]:
    """Digests whose bytes are kept already, and messages that lost their place here."""
    digests = [one.sha256 for one in fetched]
    blobs = select(Blob.sha256).where(Blob.sha256.in_(digests))
    kept = set(session.scalars(blobs))
    known: dict[str, list[UUID]] = {}
    if kept:
        for message_id, sha256 in _unplaced(session, grip, uidvalidity, kept):
            known.setdefault(sha256, []).append(message_id)
    return kept, known


def _unplaced(
    session: Session, grip: MailboxClaim, uidvalidity: int, digests: set[str]
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
            "tenant": grip.tenant_id,
            "mailbox": grip.mailbox_id,
            "digests": list(digests),
            "uidvalidity": uidvalidity,
        },
    )
    return [(row.id, row.sha256) for row in found]


def _enter(
    session: Session,
    grip: MailboxClaim,
    fetched: Sequence[Fetched],
    places: dict[int, Place],
    known: dict[str, list[UUID]],
) -> tuple[dict[int, UUID], list[UUID]]:
    """Make the rows; returns where each UID's message is, and which are new."""
    located: dict[int, UUID] = {}
    rows, asked = [], []
    for one in fetched:
        place = places[one.listed.uid]
        if place.message_id is not None:
            asked.append(_asked(grip, place.message_id, one))
        elif known.get(one.sha256):
            located[one.listed.uid] = known[one.sha256].pop()
        else:
            rows.append(_row(grip, one, place.catch_up))
            located[one.listed.uid] = rows[-1]["id"]
    insert_rows(session, InboundMessage, rows)
    if asked:
        session.execute(update(InboundMessage), asked)
    entered = [*rows, *asked]
    _notify_of_set_aside(session, grip, entered)
    return located, [r["id"] for r in entered if r["verdict"] is Verdict.STORED]


def _notify_of_set_aside(
    session: Session, grip: MailboxClaim, rows: Sequence[dict[str, Any]]
) -> None:
    for row in rows:
        if row["verdict"] is Verdict.SET_ASIDE:
            kind = NoticeKind.MAIL_SET_ASIDE
            notify.notify(session, grip.tenant_id, kind, str(row["id"]))


def _first_verdict(fetched: Fetched) -> dict[str, Any]:
    """The first verdict of a message as it is stored: only a whole one waits to be understood."""
    if fetched.whole:
        return {"verdict": Verdict.STORED, "reason": ""}
    return {"verdict": Verdict.SET_ASIDE, "reason": INCOMPLETE, "judged_at": now()}


def _row(grip: MailboxClaim, one: Fetched, catch_up: bool) -> dict[str, Any]:
    received = received_at(one.listed.internal_date)
    return {
        "tenant_id": grip.tenant_id,
        "id": new_id(),
        "mailbox_id": grip.mailbox_id,
        "origin": Origin.MAILBOX,
        "sha256": one.sha256,
        "size": _size(one),
        "received_at": received,
        "stored_at": now(),
        "judged_at": None,
        "asked_old": catch_up and now() - received > OLD,
    } | _first_verdict(one)


def _size(fetched: Fetched) -> int:
    """The message's own; the announced one while it is incomplete, by which it is known again."""
    return len(fetched.raw) if fetched.whole else fetched.listed.size


def _asked(grip: MailboxClaim, message_id: UUID, one: Fetched) -> dict[str, Any]:
    return {
        "tenant_id": grip.tenant_id,
        "id": message_id,
        "sha256": one.sha256,
        "size": _size(one),
        "stored_at": now(),
        "judged_at": None,
        "asked_old": now() - received_at(one.listed.internal_date) > OLD,
    } | _first_verdict(one)


def _locate(
    session: Session, grip: MailboxClaim, uidvalidity: int, located: dict[int, UUID]
) -> None:
    """Say which message stands at which UID; each place is filled once."""
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
            "tenant": grip.tenant_id,
            "mailbox": grip.mailbox_id,
            "uidvalidity": uidvalidity,
        },
    )
    if len(filled.all()) != len(located):
        raise Superseded("another worker filled the place")
