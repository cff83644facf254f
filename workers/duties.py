"""Every duty of the workers, in one table: how it is found, how it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from models.service import Service
from workers.life import Life
from workers.queue import Job

Found = Iterable[tuple[UUID, UUID]]


@dataclass(frozen=True)
class Duty:
    """`find` reads ids across cabinets as the clock role; `do` claims and works, and may run twice.

    `do` raises nothing but what nobody foresaw: temporary trouble is written in the row.
    """

    name: Job
    find: Callable[[Connection], Found]
    do: Callable[[Service, Life, UUID, UUID], None]


def every_duty() -> tuple[Duty, ...]:
    """The table; imported late, because the modules of the duties import this one."""
    from workers import intake, letters, poll, remind

    return (*poll.DUTIES, *intake.DUTIES, *letters.DUTIES, *remind.DUTIES)
