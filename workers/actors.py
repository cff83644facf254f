"""One actor a job: it does the duty for the row that the nudge names."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from uuid import UUID

import dramatiq

from models.store.service import Service
from workers.duties import Duty
from workers.liveness import Liveness
from workers.queue import QUEUES

logger = logging.getLogger(__name__)


def declare(
    broker: dramatiq.Broker,
    service: Service,
    liveness: Liveness,
    duties: Iterable[Duty],
) -> None:
    """Tell the broker who does what."""
    for duty in duties:
        _declare(broker, service, liveness, duty)


def _declare(
    broker: dramatiq.Broker, service: Service, liveness: Liveness, duty: Duty
) -> None:
    def act(tenant_id: str, row_id: str) -> None:
        if not liveness.stopping.is_set():
            perform(service, liveness, duty, UUID(tenant_id), UUID(row_id))

    queue_name = QUEUES[duty.name]
    named = dramatiq.actor(
        actor_name=duty.name.value, queue_name=queue_name, broker=broker
    )
    named(act)


def perform(
    service: Service, liveness: Liveness, duty: Duty, tenant_id: UUID, row_id: UUID
) -> None:
    """Do one duty; what nobody foresaw is logged by name, and the row is found again."""
    try:
        duty.do(service, liveness, tenant_id, row_id)
    except Exception:
        told = {"duty": duty.name.value, "row_id": str(row_id)}
        logger.exception("a duty failed", extra=told)
