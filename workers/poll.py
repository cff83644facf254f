"""The duty of polling one mailbox: claim it, read it, record its health; each fails alone."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DBAPIError

from ingest.mailbox.imap import Account, MailboxTrouble, account_of
from ingest.mailbox.polling import Poll, Polled
from ingest.mailbox.store import MailboxClaim, Superseded
from models.base.errors import DiskFull, IntegrityLost, KeyLost, TemporaryError
from models.mail.mailboxes import set_health
from models.rows.base import now
from models.rows.mailbox import Health, Mailbox
from models.store.service import Service
from models.store.session import tenant_transaction
from workers.claims import claim, is_due, is_free, release
from workers.duties import Duty, Found
from workers.liveness import Liveness
from workers.queue import Job, enqueue
from workers.shares import Seat, Shares, Slots
from workers.summary import Summary

logger = logging.getLogger(__name__)
_unreadable = Summary("mailboxes could not be read")
MAX_ROWS = 1000
# A poll that takes longer shows that the mailbox is slow.
SLOW_SECONDS = 90.0
# First and longest pause after failures: a refused login may lock the account.
_PAUSES: dict[Health | str, tuple[int, int]] = {
    Health.LOGIN_REFUSED: (30, 1800),
    Health.UNREACHABLE: (15, 600),
    # By its code: what was cut held a thread until then.
    "too_slow": (60, 3600),
    # Ours to mend; each goes on by itself when it is.
    "key_lost": (60, 60),
    "disk_full": (15, 60),
}
# After so many failures in a row a mailbox shares the room of slow ones.
_MAX_FAILURES = 3
# A long poll that brings less a second than this comes from a slow server.
_SLOW_RATE = 64 * 1024
_MAX_TRIES = 5
# PostgreSQL's word for a full disk (SQLSTATE).
_DATABASE_FULL = "53100"
# Mailboxes that this process has listed whole since it began.
_listed_whole: set[UUID] = set()


@dataclass(frozen=True)
class ClaimedMailbox:
    """A claimed mailbox, and how to reach it."""

    claim: MailboxClaim
    mailbox: Mailbox
    account: Account


def find(connection: Connection) -> Found:
    """Active mailboxes whose time has come, the longest waiting first."""
    due = (
        select(Mailbox.tenant_id, Mailbox.id)
        .where(Mailbox.active, is_due(Mailbox), is_free(Mailbox))
        .order_by(Mailbox.next_attempt_at.nulls_first())
        .limit(MAX_ROWS)
    )
    return [(row.tenant_id, row.id) for row in connection.execute(due)]


def poll(
    service: Service, liveness: Liveness, tenant_id: UUID, mailbox_id: UUID
) -> None:
    """Poll one mailbox that is due, if there is room; the outcome is written in its row.

    1. Take a seat among the polls of this process; without one the mailbox's page shows
       since when it waits.
    2. Claim the mailbox.
    3. List it, fetch what is new and store it (`ingest.mailbox.polling`).
    4. Give it back with its health and the time of its next poll; wake the mailbox that
       has waited longest for the seat.
    """
    seat = _seat_of(service, tenant_id, mailbox_id)
    if seat is None:
        return
    slots = _slots(service.settings.worker_threads)
    if not slots.take(seat):
        _note_waiting(service, seat)
        return
    try:
        claimed = _claim_mailbox(service, liveness, tenant_id, mailbox_id)
        if claimed is not None:
            _read(service, liveness, claimed)
    finally:
        if (following := slots.leave(seat)) is not None:
            enqueue(Job.POLL, following.tenant_id, following.mailbox_id)


DUTIES = (Duty(Job.POLL, find, poll),)


@cache
def _slots(worker_threads: int) -> Slots:
    """This process's room for polls; `workers.main` gives polling twice the threads."""
    return Slots(Shares.of(2 * worker_threads))


def _seat_of(service: Service, tenant_id: UUID, mailbox_id: UUID) -> Seat | None:
    """The seat that a mailbox needs; None when it is no longer due and free."""
    with tenant_transaction(service.app, tenant_id) as session:
        wanted = (Mailbox.id == mailbox_id, Mailbox.active)
        due = select(Mailbox).where(*wanted, is_due(Mailbox), is_free(Mailbox))
        mailbox = session.scalars(due).one_or_none()
        if mailbox is None:
            return None
        server = (mailbox.host.lower(), mailbox.port)
        is_failing, is_slow = mailbox.failures > 0, _is_slow(mailbox)
        return Seat(tenant_id, mailbox_id, server, is_failing, is_slow)


def _is_slow(mailbox: Mailbox) -> bool:
    """It kept a thread for long without much to show: one bad moment does not count."""
    return (
        mailbox.health is Health.SLOW
        or mailbox.last_error == "too_slow"
        or mailbox.failures >= _MAX_FAILURES
    )


def _note_waiting(service: Service, seat: Seat) -> None:
    """Write since when it waits for room, at the first refusal; its page shows it."""
    waits = (
        update(Mailbox)
        .where(Mailbox.id == seat.mailbox_id, Mailbox.waiting_since.is_(None))
        .values(waiting_since=func.now())
        .execution_options(synchronize_session=False)
    )
    with tenant_transaction(service.app, seat.tenant_id) as session:
        session.execute(waits)


def _claim_mailbox(
    service: Service, liveness: Liveness, tenant_id: UUID, mailbox_id: UUID
) -> ClaimedMailbox | None:
    with tenant_transaction(service.app, tenant_id) as session:
        attempt = claim(session, Mailbox, mailbox_id, [True], liveness)
        if attempt is None:
            return None
        mailbox = session.get_one(Mailbox, (tenant_id, mailbox_id))
        try:
            key = service.tenant_key(session, tenant_id)
            account = account_of(session, service, mailbox)
        except (IntegrityLost, KeyLost):
            # The trouble is ours, not the server's: it goes back unpolled.
            changes = _after_lost_key(mailbox)
            session.flush()
            release(session, Mailbox, mailbox_id, attempt, **changes)
            return None
        ours = MailboxClaim(tenant_id, mailbox_id, attempt, key)
        return ClaimedMailbox(ours, mailbox, account)


def _read(service: Service, liveness: Liveness, claimed: ClaimedMailbox) -> None:
    """List, fetch and store; then give the mailbox back, unless another worker has it."""
    began = now()
    try:
        polled = _run(service, liveness, claimed)
        changes = _after_success(service, claimed, polled, began)
    except MailboxTrouble as trouble:
        changes = {}
        # At a stop we cut the connection ourselves.
        if not liveness.stopping.is_set():
            _log_trouble(claimed, trouble)
            changes = _after_trouble(claimed, trouble)
    except Superseded:
        extra = {"mailbox_id": str(claimed.mailbox.id)}
        logger.info("a mailbox was taken over", extra=extra)
        return
    except (TemporaryError, DBAPIError) as error:
        name = type(error).__name__
        logger.warning("a poll was given up", extra={"error": name})
        changes = _after_our_trouble(claimed, error)
    _release(service, claimed, changes)


def _run(service: Service, liveness: Liveness, claimed: ClaimedMailbox) -> Polled:
    mailbox = claimed.mailbox

    def wake_intake(message_ids: list[UUID]) -> None:
        # One nudge a batch: its worker takes all that waits in the cabinet.
        if message_ids:
            enqueue(Job.INTAKE, mailbox.tenant_id, message_ids[0])

    reading = Poll(
        service=service,
        claim=claimed.claim,
        mailbox=mailbox,
        reconcile=_is_to_reconcile(service, mailbox),
        on_stored=wake_intake,
        at_stop=liveness.at_stop,
    )
    polled = reading.run(claimed.account)
    # Only after a poll without error: a broken one may have listed a part.
    _listed_whole.add(mailbox.id)
    return polled


def _is_to_reconcile(service: Service, mailbox: Mailbox) -> bool:
    """The whole mailbox is to be listed: at a process's first poll, after a failure, every few hours."""
    if mailbox.failures or mailbox.id not in _listed_whole:
        return True
    every = timedelta(hours=service.settings.reconcile_hours)
    return mailbox.reconciled_at is None or now() - mailbox.reconciled_at > every


def _after_success(
    service: Service, claimed: ClaimedMailbox, polled: Polled, began: datetime
) -> dict[str, Any]:
    seconds = (now() - began).total_seconds()
    is_slow = seconds > SLOW_SECONDS and (
        polled.complete or polled.received < seconds * _SLOW_RATE
    )
    health = Health.SLOW if is_slow else Health.HEALTHY
    # A mailbox with more to fetch goes to the end of the line, without a pause.
    pause = service.settings.poll_seconds if polled.complete else 0
    return {
        "failures": 0,
        "succeeded_at": now(),
        "next_attempt_at": _in(pause),
        **_health(claimed.mailbox, health, ""),
    }


def _after_trouble(claimed: ClaimedMailbox, trouble: MailboxTrouble) -> dict[str, Any]:
    first, longest = _PAUSES.get(trouble.code) or _PAUSES[trouble.health]
    failures = claimed.mailbox.failures + 1
    pause = min(first * 2 ** min(failures - 1, 12), longest)
    return {
        "failures": failures,
        "next_attempt_at": _in(pause),
        **_health(claimed.mailbox, trouble.health, trouble.code),
    }


def _after_lost_key(mailbox: Mailbox) -> dict[str, Any]:
    first, _ = _PAUSES["key_lost"]
    health = _health(mailbox, Health.STUCK, "key_lost")
    return {"next_attempt_at": _in(first), **health}


def _log_trouble(claimed: ClaimedMailbox, trouble: MailboxTrouble) -> None:
    """Log when a mailbox breaks or breaks in another way; one that stays broken is counted."""
    _unreadable.add(polls=1)
    if trouble.code != claimed.mailbox.last_error:
        ids = {"mailbox_id": str(claimed.mailbox.id), "code": trouble.code}
        logger.warning("a mailbox cannot be read", extra=ids)


def _after_our_trouble(claimed: ClaimedMailbox, error: Exception) -> dict[str, Any]:
    """Show a full disk at once, ours or the database's; our other trouble passes soon."""
    is_full = getattr(getattr(error, "orig", None), "sqlstate", "") == _DATABASE_FULL
    if is_full or isinstance(error, DiskFull):
        return _after_trouble(claimed, MailboxTrouble("disk_full", Health.STUCK))
    return {"next_attempt_at": _in(15)}


def _health(mailbox: Mailbox, health: Health, code: str) -> dict[str, Any]:
    set_health(mailbox, health, code)
    changed = ("health", "health_since", "last_error")
    return {name: getattr(mailbox, name) for name in changed}


def _in(seconds: int) -> Any:
    """A moment by the database's clock, which is also the one that compares it."""
    return func.now() + timedelta(seconds=seconds)


def _release(
    service: Service, claimed: ClaimedMailbox, changes: dict[str, Any]
) -> None:
    """Give the mailbox back; where the database is away its claim ends with our lock."""
    ours = claimed.claim
    changes = {"polled_at": func.now(), "waiting_since": None, **changes}
    for tries_left in reversed(range(_MAX_TRIES)):
        try:
            with tenant_transaction(service.app, ours.tenant_id) as session:
                release(session, Mailbox, ours.mailbox_id, ours.attempt, **changes)
                return
        except DBAPIError:
            if tries_left:
                time.sleep(1.0)
    logger.warning("a mailbox could not be given back")
