"""The duty of polling a mailbox: claim it, read it, say how it is; each fails alone."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ingest.mailbox.imap import Account, MailboxTrouble
from ingest.mailbox.polling import Poll, Polled
from ingest.mailbox.store import MailboxClaim, Superseded
from models.base.errors import DiskFull, IntegrityLost, KeyLost, TemporaryError
from models.mail.mailboxes import password_of, set_health
from models.rows.base import now
from models.rows.mailbox import Health, Mailbox
from models.store.service import Service
from models.store.session import tenant_transaction
from workers.claims import claim, is_due, is_free, release
from workers.duties import Duty, Found
from workers.liveness import Liveness
from workers.queue import Job, enqueue
from workers.slots import Seat, Shares, Slots
from workers.summary import Summary

logger = logging.getLogger(__name__)
_unreadable = Summary("mailboxes could not be read")
# A poll that takes longer says that the mailbox is slow.
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
# After so many failures in a row a mailbox has the room of slow ones.
_PATIENCE = 3
# A long poll that brings less a second than this comes from a slow server.
_SLOW_RATE = 64 * 1024
_TRIES = 5
# PostgreSQL's word for a full disk (SQLSTATE).
_DATABASE_FULL = "53100"
# Mailboxes that this process has listed whole since it began.
_listed_whole: set[UUID] = set()
_guard = threading.Lock()


@dataclass(frozen=True)
class Taken:
    """A claimed mailbox, and what is needed to read it."""

    grip: MailboxClaim
    mailbox: Mailbox
    account: Account


def find(connection: Connection) -> Found:
    """Active mailboxes whose time has come, the longest waiting first."""
    due = (
        select(Mailbox.tenant_id, Mailbox.id)
        .where(Mailbox.active, is_due(Mailbox), is_free(Mailbox))
        .order_by(Mailbox.next_attempt_at.nulls_first())
        .limit(1000)
    )
    return [(row.tenant_id, row.id) for row in connection.execute(due)]


def do(service: Service, liveness: Liveness, tenant_id: UUID, mailbox_id: UUID) -> None:
    """Poll one mailbox if nobody does and there is room; it is written in its row."""
    seat = _seat_of(service, tenant_id, mailbox_id)
    if seat is None:
        return
    slots = _slots(service.settings.worker_threads)
    if not slots.take(seat):
        _wait_for_room(service, seat)
        return
    try:
        _do_seated(service, liveness, tenant_id, mailbox_id)
    finally:
        following = slots.leave(seat)
        if following is not None:
            enqueue(Job.POLL, following.tenant_id, following.mailbox_id)


def _do_seated(
    service: Service, liveness: Liveness, tenant_id: UUID, mailbox_id: UUID
) -> None:
    taken = _take(service, liveness, tenant_id, mailbox_id)
    if taken is None:
        return
    began = now()
    try:
        done = _poll(service, liveness, taken)
    except MailboxTrouble as trouble:
        if liveness.stopping.is_set():
            _finish(service, taken, {})
            return
        _log_trouble(taken, trouble)
        _finish(service, taken, _after_trouble(taken, trouble))
    except Superseded:
        logger.info("a mailbox was taken over", extra={"mailbox_id": str(mailbox_id)})
    except (TemporaryError, DBAPIError) as error:
        name = type(error).__name__
        logger.warning("a poll was given up", extra={"error": name})
        _finish(service, taken, _after_our_trouble(taken, error))
    else:
        _finish(service, taken, _after_success(service, taken, done, began))


@cache
def _slots(worker_threads: int) -> Slots:
    """This process's room for polls; `workers.main` gives polling twice the threads."""
    return Slots(Shares.of(2 * worker_threads))


def _seat_of(service: Service, tenant_id: UUID, mailbox_id: UUID) -> Seat | None:
    """A mailbox that is still due and free, as the slots see it."""
    with tenant_transaction(service.app, tenant_id) as session:
        wanted = (Mailbox.id == mailbox_id, Mailbox.active)
        due = select(Mailbox).where(*wanted, is_due(Mailbox), is_free(Mailbox))
        mailbox = session.scalars(due).one_or_none()
        if mailbox is None:
            return None
        server = (mailbox.host.lower(), mailbox.port)
        failing = mailbox.failures > 0
        return Seat(tenant_id, mailbox_id, server, failing, _is_slow(mailbox))


def _is_slow(mailbox: Mailbox) -> bool:
    """It held a thread for long without much to show: one bad moment does not count."""
    return (
        mailbox.health is Health.SLOW
        or mailbox.last_error == "too_slow"
        or mailbox.failures >= _PATIENCE
    )


def _wait_for_room(service: Service, seat: Seat) -> None:
    """Have its page say since when it waits; the first refusal tells."""
    waits = (
        update(Mailbox)
        .where(Mailbox.id == seat.mailbox_id, Mailbox.waiting_since.is_(None))
        .values(waiting_since=func.now())
        .execution_options(synchronize_session=False)
    )
    with tenant_transaction(service.app, seat.tenant_id) as session:
        session.execute(waits)


def _take(
    service: Service, liveness: Liveness, tenant_id: UUID, mailbox_id: UUID
) -> Taken | None:
    with tenant_transaction(service.app, tenant_id) as session:
        attempt = claim(session, Mailbox, mailbox_id, [True], liveness)
        if attempt is None:
            return None
        mailbox = session.get_one(Mailbox, (tenant_id, mailbox_id))
        try:
            key = service.tenant_key(session, tenant_id)
            account = account_of(session, service, mailbox)
        except (IntegrityLost, KeyLost):
            _suspend(session, mailbox, attempt, "key_lost")
            return None
        return Taken(
            MailboxClaim(tenant_id, mailbox_id, attempt, key), mailbox, account
        )


def _suspend(session: Session, mailbox: Mailbox, attempt: int, code: str) -> None:
    """Give it back unpolled: the trouble is ours, not the server's."""
    first, _ = _PAUSES[code]
    health = _health(mailbox, Health.STUCK, code)
    session.flush()
    release(session, Mailbox, mailbox.id, attempt, next_attempt_at=_in(first), **health)


def account_of(session: Session, service: Service, mailbox: Mailbox) -> Account:
    """How to reach a mailbox, password included; raises IntegrityLost, KeyLost."""
    return Account(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        username=mailbox.username,
        password=password_of(session, service, mailbox),
        folder=mailbox.folder,
    )


def _poll(service: Service, liveness: Liveness, taken: Taken) -> Polled:
    mailbox = taken.mailbox

    def tell(message_ids: list[UUID]) -> None:
        # One nudge a batch: whoever wakes takes all that waits in the cabinet.
        if message_ids:
            enqueue(Job.INTAKE, mailbox.tenant_id, message_ids[0])

    poll = Poll(
        service=service,
        grip=taken.grip,
        mailbox=mailbox,
        reconcile=_must_reconcile(service, mailbox),
        on_stored=tell,
        at_stop=liveness.at_stop,
    )
    done = poll.run(taken.account)
    with _guard:
        _listed_whole.add(mailbox.id)
    return done


def _must_reconcile(service: Service, mailbox: Mailbox) -> bool:
    """At the first poll of a process, after a failure, and every few hours."""
    if mailbox.failures or mailbox.id not in _listed_whole:
        return True
    every = timedelta(hours=service.settings.reconcile_hours)
    return mailbox.reconciled_at is None or now() - mailbox.reconciled_at > every


def _after_success(
    service: Service, taken: Taken, done: Polled, began: datetime
) -> dict[str, Any]:
    seconds = (now() - began).total_seconds()
    slow = seconds > SLOW_SECONDS and (
        done.complete or done.received < seconds * _SLOW_RATE
    )
    health = Health.SLOW if slow else Health.HEALTHY
    pause = service.settings.poll_seconds if done.complete else 0
    return {
        "failures": 0,
        "succeeded_at": now(),
        "next_attempt_at": _in(pause),
        **_health(taken.mailbox, health, ""),
    }


def _after_trouble(taken: Taken, trouble: MailboxTrouble) -> dict[str, Any]:
    first, longest = _PAUSES.get(trouble.code) or _PAUSES[trouble.health]
    failures = taken.mailbox.failures + 1
    pause = min(first * 2 ** min(failures - 1, 12), longest)
    return {
        "failures": failures,
        "next_attempt_at": _in(pause),
        **_health(taken.mailbox, trouble.health, trouble.code),
    }


def _log_trouble(taken: Taken, trouble: MailboxTrouble) -> None:
    """A line when a mailbox breaks or breaks otherwise; what stays broken is counted."""
    _unreadable.add(polls=1)
    if trouble.code != taken.mailbox.last_error:
        ids = {"mailbox_id": str(taken.mailbox.id), "code": trouble.code}
        logger.warning("a mailbox cannot be read", extra=ids)


def _after_our_trouble(taken: Taken, error: Exception) -> dict[str, Any]:
    """A full disk shows at once, ours or the database's; what else is ours passes soon."""
    full = getattr(getattr(error, "orig", None), "sqlstate", "") == _DATABASE_FULL
    if full or isinstance(error, DiskFull):
        return _after_trouble(taken, MailboxTrouble("disk_full", Health.STUCK))
    return {"next_attempt_at": _in(15)}


def _health(mailbox: Mailbox, health: Health, code: str) -> dict[str, Any]:
    set_health(mailbox, health, code)
    return {
        "health": mailbox.health,
        "health_since": mailbox.health_since,
        "last_error": mailbox.last_error,
    }


def _in(seconds: int) -> Any:
    """A moment by the database's clock, which is also the one that compares it."""
    return func.now() + timedelta(seconds=seconds)


def _finish(service: Service, taken: Taken, changes: dict[str, Any]) -> None:
    """Give the mailbox back; where the database is away its claim dies with our life line."""
    for left in reversed(range(_TRIES)):
        try:
            with tenant_transaction(service.app, taken.grip.tenant_id) as session:
                grip = taken.grip
                changes = {"polled_at": func.now(), "waiting_since": None, **changes}
                release(session, Mailbox, grip.mailbox_id, grip.attempt, **changes)
                return
        except DBAPIError:
            if left:
                time.sleep(1.0)
    logger.warning("a mailbox could not be given back")


DUTIES = (Duty(Job.POLL, find, do),)
