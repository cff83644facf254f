"""All that is found out about messages before the database is asked, in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import Reading, understand
from ingest.reading.understood import Understood
from ingest.sandbox.jobs import Batch, Brief, Examined, Part
from ingest.trust.assessment import Provider, weighed
from models.analysis.duplicates import prints
from models.vault.packs import PackStore


def examine(
    batch: Batch, limit_cpu: Callable[[int], None] = lambda _: None
) -> list[Examined]:
    """Open and understand each message of a batch, in its order.

    `limit_cpu` is told the size of each message before it is read, in bytes.
    Raises IntegrityLost where a pack does not hold what it should, TemporaryError where
    the disk refuses; no message raises by what it says.
    """
    packs = PackStore(Path(batch.packs))
    reading = Reading(
        mail_domains=batch.mail_domains,
        time_zone=ZoneInfo(batch.time_zone),
        own_addresses=batch.own_addresses,
    )
    found = []
    for brief in batch.briefs:
        limit_cpu(brief.place.size)
        found.append(_examined(batch, packs, reading, brief))
    return found


def _examined(
    batch: Batch, packs: PackStore, reading: Reading, brief: Brief
) -> Examined:
    raw = packs.read(batch.tenant_id, brief.place, batch.key)
    said = understand(raw, replace(reading, received_at=brief.came.received_at))
    came = replace(brief.came, header_message_id=said.message_id)
    provider = Provider(brief.authserv_id, batch.arc_sealers)
    findings = weighed(raw, said, findings_of(said), provider)
    parts = [Part(one, prints(one, came, reading.time_zone)) for one in findings]
    return Examined(came, _without_files(said), parts)


def _without_files(said: Understood) -> Understood:
    return replace(said, attachments=(), inline=(), containers=(), also=(), html="")
