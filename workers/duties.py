"""Duties of the workers: the table of them all, one actor each, and one duty done."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

import dramatiq
from sqlalchemy import Connection

from models.store.service import Service
from workers.liveness import Liveness
from workers.queue import QUEUES, Job

logger = logging.getLogger(__name__)
Found = Iterable[tuple[UUID, UUID]]


@dataclass(frozen=True)
class Duty:
    """`find` reads ids across cabinets as the clock role; `do` claims and works, and may run twice.

    `do` raises only errors that were not foreseen: temporary trouble is written in the row.
    """

    name: Job
    find: Callable[[Connection], Found]
    do: Callable[[Service, Liveness, UUID, UUID], None]


# Modules of duties; each exports its DUTIES.
_MODULES = ("poll", "take_in", "send", "remind")


def every_duty() -> tuple[Duty, ...]:
    """The whole table; read late, because the modules of the duties import this one."""
    modules = [importlib.import_module(f"workers.{name}") for name in _MODULES]
    return tuple(duty for module in modules for duty in module.DUTIES)


def declare(
    broker: dramatiq.Broker,
    service: Service,
    liveness: Liveness,
    duties: Iterable[Duty],
) -> None:
    """Declare one actor for each duty: it does the duty for the row that a nudge names."""
    for duty in duties:
        _declare(broker, service, liveness, duty)


def _declare(
    broker: dramatiq.Broker, service: Service, liveness: Liveness, duty: Duty
) -> None:
    def act(tenant_id: str, row_id: str) -> None:
        # A nudge that arrives at the stop is left to other workers.
        if not liveness.stopping.is_set():
            perform(service, liveness, duty, UUID(tenant_id), UUID(row_id))

    actor = dramatiq.actor(
        actor_name=duty.name.value, queue_name=QUEUES[duty.name], broker=broker
    )
    actor(act)


def perform(
    service: Service, liveness: Liveness, duty: Duty, tenant_id: UUID, row_id: UUID
) -> None:
    """Do one duty; an error that was not foreseen is logged, and the row is found again."""
    try:
        duty.do(service, liveness, tenant_id, row_id)
    except Exception:
        extra = {"duty": duty.name.value, "row_id": str(row_id)}
        logger.exception("a duty failed", extra=extra)
