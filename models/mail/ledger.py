"""The account of a mailbox: every message found on the server has become something.

Two countings that know nothing of each other: the located where the server showed a message,
and the verdicts of messages. They must agree; what agrees but leads nowhere is told too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.rows.base import now
from models.rows.complaint_parts import ComplaintMessage
from models.rows.mailbox import Mailbox, MailLocation
from models.rows.message import InboundMessage, Verdict

# Seen on the server and still without its bytes after this: somebody must look.
OVERDUE = timedelta(minutes=15)
_JOINED = (Verdict.DRAFT, Verdict.FOLLOW_UP, Verdict.DUPLICATE)


@dataclass(frozen=True)
class Ledger:
    """`found` counts located; the others count verdicts. `waiting` has bytes or is owed them."""

    found: int
    drafted: int = 0
    follow_up: int = 0
    duplicate: int = 0
    set_aside: int = 0
    waiting: int = 0
    ignored: dict[str, int] = field(default_factory=dict)
    # Judged to belong to a complaint, and linked to none.
    unlinked: int = 0
    # Waiting for longer than `OVERDUE`.
    overdue: int = 0

    @property
    def accounted(self) -> int:
        settled = self.drafted + self.follow_up + self.duplicate + self.set_aside
        return settled + sum(self.ignored.values()) + self.waiting

    @property
    def balanced(self) -> bool:
        """Tell whether everything that was found has become something, and really so."""
        return self.found == self.accounted and not self.unlinked


def ledger(session: Session, mailbox: Mailbox, at: datetime | None = None) -> Ledger:
    """Count one mailbox, in one glance of the database (one transaction)."""
    moment = at or now()
    owed, owed_long = _count_owed(session, mailbox.id, moment)
    counts = _verdicts(session, mailbox.id)
    waiting, waiting_long = _waiting(session, mailbox.id, moment)
    return Ledger(
        found=_count_located(session, mailbox.id) + owed,
        drafted=counts.get((Verdict.DRAFT, ""), 0),
        follow_up=counts.get((Verdict.FOLLOW_UP, ""), 0),
        duplicate=counts.get((Verdict.DUPLICATE, ""), 0),
        set_aside=counts.get((Verdict.SET_ASIDE, ""), 0),
        waiting=waiting + owed,
        ignored={
            rule: number
            for (verdict, rule), number in sorted(counts.items())
            if verdict is Verdict.IGNORED
        },
        unlinked=_count_unlinked(session, mailbox.id),
        overdue=owed_long + waiting_long,
    )


def _count_located(session: Session, mailbox_id: UUID) -> int:
    """Messages that have a place; a changed numbering gives a second place, not a second message."""
    located = select(func.count(MailLocation.message_id.distinct()))
    return session.scalar(located.where(MailLocation.mailbox_id == mailbox_id)) or 0


def _count_owed(session: Session, mailbox_id: UUID, at: datetime) -> tuple[int, int]:
    """Places without a message: all of them, and those seen too long ago."""
    old = MailLocation.seen_at < at - OVERDUE
    row = session.execute(
        select(func.count(), func.count().filter(old)).where(
            MailLocation.mailbox_id == mailbox_id, MailLocation.message_id.is_(None)
        )
    ).one()
    return row[0], row[1]


def _verdicts(session: Session, mailbox_id: UUID) -> dict[tuple[Verdict, str], int]:
    """Judged messages by verdict; ignored ones by their rule too."""
    rows = session.execute(
        select(InboundMessage.verdict, InboundMessage.rule, func.count())
        .where(InboundMessage.mailbox_id == mailbox_id)
        .group_by(InboundMessage.verdict, InboundMessage.rule)
    )
    counts: dict[tuple[Verdict, str], int] = {}
    for verdict, rule, number in rows:
        key = (verdict, rule if verdict is Verdict.IGNORED else "")
        counts[key] = counts.get(key, 0) + number
    return counts


def _waiting(session: Session, mailbox_id: UUID, at: datetime) -> tuple[int, int]:
    """Messages without a verdict yet: all of them, and those stored too long ago."""
    old = InboundMessage.stored_at < at - OVERDUE
    row = session.execute(
        select(func.count(), func.count().filter(old)).where(
            InboundMessage.mailbox_id == mailbox_id,
            InboundMessage.verdict.in_((Verdict.STORED, Verdict.WANTED)),
        )
    ).one()
    return row[0], row[1]


def _count_unlinked(session: Session, mailbox_id: UUID) -> int:
    link = select(ComplaintMessage.message_id).where(
        ComplaintMessage.tenant_id == InboundMessage.tenant_id,
        ComplaintMessage.message_id == InboundMessage.id,
    )
    lost = select(func.count()).where(
        InboundMessage.mailbox_id == mailbox_id,
        InboundMessage.verdict.in_(_JOINED),
        ~link.exists(),
    )
    return session.scalar(lost) or 0
