"""Limits of acknowledgements, to one address, from one cabinet and from all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.base.addresses import address_hash, name_reader, names_of
from models.base.settings import Settings
from models.rows.letter import Letter, Sending
from models.store.service import Service
from models.store.session import TenantSession

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
# One lock for all counters: counting and adding must be one step (any number will do).
_COUNTERS_LOCK = 7_310_842_911


@dataclass(frozen=True)
class Cap:
    """At most `limit` in `window`, counted by the columns of `_COUNT` in this order.

    A flood from many people is spread out (`postpones`: the letter leaves when the window
    reopens); many letters to one person are held.
    """

    code: str
    window: timedelta
    limit: Callable[[Settings], int]
    postpones: bool = False

    def detail(self, settings: Settings) -> str:
        """The code and the limit of the setting: the words name both."""
        return f"{self.code} {self.limit(settings)}"


CAPS = (
    Cap("cap_address_day", DAY, lambda s: s.ack_per_address_day),
    Cap("cap_address_week", WEEK, lambda s: s.ack_per_address_week),
    Cap("cap_address_platform", DAY, lambda s: s.ack_per_address_platform_day),
    Cap("cap_tenant_hour", HOUR, lambda s: s.ack_per_tenant_hour, postpones=True),
    Cap("cap_platform_hour", HOUR, lambda s: s.ack_platform_hour, postpones=True),
)


@dataclass(frozen=True)
class Reached:
    """A cap that is full, and when its window lets one more pass."""

    cap: Cap
    until: datetime


# Asked for every draft: plain SQL, so that nothing is built anew each time.
_COUNT = """
select
 count(*) filter (where same and own and at > now() - interval '1 day'),
 min(at) filter (where same and own and at > now() - interval '1 day'),
 count(*) filter (where same and own), min(at) filter (where same and own),
 count(*) filter (where same and at > now() - interval '1 day'),
 min(at) filter (where same and at > now() - interval '1 day'),
 count(*) filter (where own and at > now() - interval '1 hour'),
 min(at) filter (where own and at > now() - interval '1 hour'),
 count(*) filter (where at > now() - interval '1 hour'),
 min(at) filter (where at > now() - interval '1 hour')
from (
 select at, address_hash = %(hash)s as same, tenant_id = %(tenant)s as own
 from sendings
 where letter_id <> %(letter)s and at > now() - interval '7 days'
 and (address_hash = %(hash)s or at > now() - interval '1 hour')
) counted
"""


def find_reached(
    session: Session, service: Service, letter: Letter, target: str
) -> Reached | None:
    """The first full cap for this letter to this address, itself not counted."""
    asked = _parameters(service, letter, target)
    row: Any = session.connection().exec_driver_sql(_COUNT, asked).one()
    for place, cap in enumerate(CAPS):
        number, oldest = row[2 * place], row[2 * place + 1]
        if number >= cap.limit(service.settings):
            return Reached(cap, oldest + cap.window)
    return None


# The same for the address alone, and whether it is one of our mailboxes: one question a draft.
_TARGET = """
select exists (select from mailbox_directory where address_hash = any(%(names)s)),
 count(*) filter (where tenant_id = %(tenant)s and at > now() - interval '1 day'),
 count(*) filter (where tenant_id = %(tenant)s),
 count(*) filter (where at > now() - interval '1 day')
from sendings
where address_hash = %(hash)s and at > now() - interval '7 days'
and letter_id <> %(letter)s
"""


@dataclass(frozen=True)
class Target:
    """State of an address: ours, and the detail of the first of its caps that is full."""

    is_ours: bool
    full_cap: str


def look_at(session: Session, service: Service, letter: Letter, target: str) -> Target:
    """Ask for an address all that a draft's decision needs, in one statement."""
    ahead: dict[str, Target] = session.info.get(_AHEAD, {})
    if target in ahead:
        return ahead[target]
    asked = _parameters(service, letter, target)
    asked["names"] = _hashes_of(service, target)
    ours, *numbers = session.connection().exec_driver_sql(_TARGET, asked).one()
    return Target(bool(ours), _first_full(service, numbers))


_AHEAD = "caps_looked_at"
# The same for many addresses, before a batch of drafts is opened.
_TARGETS = """
select address_hash,
 count(*) filter (where tenant_id = %(tenant)s and at > now() - interval '1 day'),
 count(*) filter (where tenant_id = %(tenant)s),
 count(*) filter (where at > now() - interval '1 day')
from sendings
where address_hash = any(%(hashes)s) and at > now() - interval '7 days'
group by address_hash
"""
_OURS = "select address_hash from mailbox_directory where address_hash = any(%(names)s)"


def preload_limits(
    session: TenantSession, service: Service, targets: Collection[str]
) -> None:
    """Ask at once what `look_at` will be asked of each of these in this transaction.

    The letters of one batch do not see each other's, which have not left either.
    """
    hashes = {target: hash_of(service, target) for target in targets}
    called = {target: _hashes_of(service, target) for target in targets}
    connection = session.connection()
    parameters = {"tenant": session.tenant_id, "hashes": list(hashes.values())}
    counted = {
        row[0]: list(row[1:])
        for row in connection.exec_driver_sql(_TARGETS, parameters)
    }
    names = {"names": [name for some in called.values() for name in some]}
    ours = {row[0] for row in connection.exec_driver_sql(_OURS, names)}
    session.info[_AHEAD] = {
        target: Target(
            not ours.isdisjoint(called[target]),
            _first_full(service, counted.get(hashes[target], [0, 0, 0])),
        )
        for target in targets
    }


def _first_full(service: Service, numbers: Sequence[int]) -> str:
    own = [cap for cap in CAPS if not cap.postpones]
    pairs = zip(own, numbers, strict=True)
    settings = service.settings
    return next((c.detail(settings) for c, n in pairs if n >= c.limit(settings)), "")


def _parameters(service: Service, letter: Letter, target: str) -> dict[str, Any]:
    return {
        "hash": hash_of(service, target),
        "tenant": letter.tenant_id,
        "letter": letter.id,
    }


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
    """Stop counting a letter that certainly did not leave."""
    session.execute(delete(Sending).where(Sending.letter_id == letter_id))


def hash_of(service: Service, address: str) -> str:
    """The one name under which every way to write an address is counted."""
    return address_hash(service.address_key, name_reader(address))


def _hashes_of(service: Service, address: str) -> list[str]:
    return [address_hash(service.address_key, name) for name in names_of(address)]
