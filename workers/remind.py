"""Telling cabinets what waits for them: every few minutes one look, and at most one mail."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select, update
from sqlalchemy.orm import Session

from models.notices.digest import gather
from models.notices.reminders import remind
from models.rows.base import now
from models.rows.tenant import Tenant
from models.store.service import Service
from models.store.session import tenant_transaction
from workers.duties import Duty, Found
from workers.liveness import Liveness
from workers.queue import Job, enqueue_after_commit
from workers.summary import Summary

_reminded = Summary("cabinets reminded")
INTERVAL = timedelta(minutes=3)
MAX_ROWS = 200


def find(clock: Connection) -> Found:
    """Cabinets that were not looked at for some minutes."""
    due = select(Tenant.id).where(_is_due()).limit(MAX_ROWS)
    found = list(clock.execute(due).scalars())
    # Workers that sweep together begin with different cabinets.
    random.shuffle(found)
    return [(tenant_id, tenant_id) for tenant_id in found]


def remind_cabinet(
    service: Service, liveness: Liveness, tenant_id: UUID, _: UUID
) -> None:
    """Look, write down what is new, and gather it; one transaction, one worker."""
    if liveness.stopping.is_set():
        return
    with tenant_transaction(service.app, tenant_id) as session:
        # Another worker looks at this cabinet, or has just done so.
        if not _claim(session, tenant_id):
            return
        tenant = session.get_one(Tenant, tenant_id)
        if tenant.restored_at is not None:
            # What was told since the backup would be told again.
            return
        new = remind(session, tenant, now())
        letters = gather(session, service, tenant)
        for letter in letters:
            enqueue_after_commit(session, Job.LETTER, tenant_id, letter.id)
    _reminded.add(cabinets=1, new=new, mails=len(letters))


def _is_due() -> ColumnElement[bool]:
    return or_(Tenant.remind_at.is_(None), Tenant.remind_at <= func.now())


def _claim(session: Session, tenant_id: UUID) -> bool:
    """Take the cabinet's turn: a crash undoes it with all the rest."""
    mine = select(Tenant.id).where(Tenant.id == tenant_id, _is_due())
    if session.scalars(mine.with_for_update(skip_locked=True)).first() is None:
        return False
    session.execute(
        update(Tenant)
        .where(Tenant.id == tenant_id)
        .values(remind_at=func.now() + INTERVAL)
        .execution_options(synchronize_session=False)
    )
    return True


DUTIES = (Duty(Job.NOTICE, find, remind_cabinet),)
