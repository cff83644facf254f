"""Every duty of the workers, in one table: how it is found, how it is done."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from models.store.service import Service
from workers.liveness import Liveness
from workers.queue import Job

Found = Iterable[tuple[UUID, UUID]]


@dataclass(frozen=True)
class Duty:
    """`find` reads ids across cabinets as the clock role; `do` claims and works, and may run twice.

    `do` raises nothing but what nobody foresaw: temporary trouble is written in the row.
    """

    name: Job
    find: Callable[[Connection], Found]
    do: Callable[[Service, Liveness, UUID, UUID], None]


# The modules that do; each exports its DUTIES.
_MODULES = ("poll", "take_in", "send", "remind")


def every_duty() -> tuple[Duty, ...]:
    """The whole table; read late, because the modules of the duties import this one."""
    modules = [importlib.import_module(f"workers.{name}") for name in _MODULES]
    return tuple(duty for module in modules for duty in module.DUTIES)
