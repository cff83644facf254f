"""The cabinet as the frame of every page shows it: its name, its clock, the counts of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.law.calendar import Calendar
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.mailbox import Health, Mailbox
from models.rows.message import InboundMessage, Verdict
from models.rows.tenant import Tenant
from models.store.session import TenantSession

BROKEN = (Health.LOGIN_REFUSED, Health.UNREACHABLE, Health.STUCK)


@dataclass(frozen=True)
class Frame:
    """The cabinet as the menu shows it; the counts become badges."""

    cabinet: str
    zone: ZoneInfo
    today: date
    calendar: Calendar
    drafts: int
    set_aside: int
    broken_mailboxes: int
    # Since when letters are held because the database went back to a backup.
    restored_at: datetime | None


def frame_of(db: TenantSession) -> Frame:
    tenant = db.scalars(select(Tenant).where(Tenant.id == db.tenant_id)).one()
    zone = ZoneInfo(tenant.time_zone)
    return Frame(
        cabinet=tenant.name,
        zone=zone,
        # The cabinet's day, not the server's: a deadline ends at its midnight.
        today=now().astimezone(zone).date(),
        restored_at=tenant.restored_at,
        calendar=Calendar(tenant.territory, tenant.good_friday),
        drafts=_count(
            db,
            Complaint.tenant_id == db.tenant_id,
            Complaint.confirmed_at.is_(None),
            Complaint.settled_at.is_(None),
        ),
        set_aside=_count(
            db,
            InboundMessage.tenant_id == db.tenant_id,
            InboundMessage.verdict == Verdict.SET_ASIDE,
        ),
        broken_mailboxes=_count(
            db,
            Mailbox.tenant_id == db.tenant_id,
            Mailbox.active.is_(True),
            Mailbox.health.in_(BROKEN),
        ),
    )


def _count(db: Session, *where: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).where(*where)) or 0
