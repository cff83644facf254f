"""How many acknowledgements may leave, to one address, from one cabinet and from all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.mail.addresses import address_hash, base
from models.mail.letter import Letter, Sending
from models.service import Service
from models.settings import Settings

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
# One lock for all counters: counting and adding must be one step (any number will do).
_COUNTERS_LOCK = 7_310_842_911


@dataclass(frozen=True)
class Cap:
    """At most `limit` in `window`; a postponed letter leaves when the window reopens."""

    code: str
    window: timedelta
    limit: Callable[[Settings], int]
    same_address: bool
    same_tenant: bool

    @property
    def postpones(self) -> bool:
        """A flood from many people is spread out; many to one person is held."""
        return not self.same_address


CAPS = (
    Cap("cap_address_day", DAY, lambda s: s.ack_per_address_day, True, True),
    Cap("cap_address_week", WEEK, lambda s: s.ack_per_address_week, True, True),
    Cap(
        "cap_address_platform",
        DAY,
        lambda s: s.ack_per_address_platform_day,
        True,
        False,
    ),
    Cap("cap_tenant_hour", HOUR, lambda s: s.ack_per_tenant_hour, False, True),
    Cap("cap_platform_hour", HOUR, lambda s: s.ack_platform_hour, False, False),
)


@dataclass(frozen=True)
class Reached:
    """A cap that is full, and when its window lets one more pass."""

    cap: Cap
    until: datetime


def reached(
    session: Session, service: Service, letter: Letter, target: str
) -> Reached | None:
    """The first full cap for this letter to this address, itself not counted."""
    same = Sending.address_hash == hash_of(service, target)
    counted = [column for cap in CAPS for column in _count(cap, letter, same)]
    row: Any = session.execute(
        select(*counted)
        .where(Sending.letter_id != letter.id)
        .where((Sending.at > func.now() - HOUR) | same)
        .where(Sending.at > func.now() - WEEK)
    ).one()
    for place, cap in enumerate(CAPS):
        number, oldest = row[2 * place], row[2 * place + 1]
        if number >= cap.limit(service.settings):
            return Reached(cap, oldest + cap.window)
    return None


def lock_counters(session: Session) -> None:
    """Make others who count wait until the end of this transaction."""
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _COUNTERS_LOCK})


def add_sending(session: Session, service: Service, letter: Letter) -> None:
    """Count a letter that leaves or may have left; a second try counts once."""
    values = {
        "letter_id": letter.id,
        "tenant_id": letter.tenant_id,
        "address_hash": hash_of(service, letter.recipient),
        "at": func.now(),
    }
    session.execute(
        insert(Sending)
        .values(values)
        .on_conflict_do_update(index_elements=[Sending.letter_id], set_=values)
    )


def forget_sending(session: Session, letter_id: UUID) -> None:
    """The letter certainly did not leave: it counts no more."""
    session.execute(delete(Sending).where(Sending.letter_id == letter_id))


def hash_of(service: Service, address: str) -> str:
    """The one name under which every detail of an address is counted."""
    return address_hash(service.address_key, base(address))


def _count(
    cap: Cap, letter: Letter, same_address: ColumnElement[bool]
) -> tuple[ColumnElement[int], ColumnElement[datetime]]:
    among = Sending.at > func.now() - cap.window
    if cap.same_address:
        among = among & same_address
    if cap.same_tenant:
        among = among & (Sending.tenant_id == letter.tenant_id)
    return func.count().filter(among), func.min(Sending.at).filter(among)
