"""The examination of messages: all that is found out before the database is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import Reading, understand
from ingest.reading.understood import Understood
from ingest.sandbox.jobs import Analysis, AnalysisBatch, AnalysisJob, ComplaintPart
from ingest.trust.assessment import Provider, assess_trust
from models.analysis.duplicates import fingerprints
from models.vault.packs import PackStore


def examine(
    batch: AnalysisBatch, limit_cpu: Callable[[int], None] = lambda _: None
) -> list[Analysis]:
    """Open and understand each message of a batch, in its order.

    `limit_cpu` is called with the size of each message before it is read, in bytes.
    Raises IntegrityLost where a pack does not hold what it should, TemporaryError where
    the disk refuses; no message raises by what it says.
    """
    # The child reads the bytes itself: they never cross the pipe.
    packs = PackStore(Path(batch.packs))
    reading = Reading(
        mail_domains=batch.mail_domains,
        time_zone=ZoneInfo(batch.time_zone),
        own_addresses=batch.own_addresses,
    )
    analyses = []
    for job in batch.jobs:
        limit_cpu(job.place.size)
        analyses.append(_examine_one(batch, packs, reading, job))
    return analyses


def _examine_one(
    batch: AnalysisBatch, packs: PackStore, reading: Reading, job: AnalysisJob
) -> Analysis:
    raw = packs.read(batch.tenant_id, job.place, batch.key)
    understood = understand(
        raw, replace(reading, received_at=job.provenance.received_at)
    )
    # Known only now: the database has never parsed the message.
    provenance = replace(job.provenance, header_message_id=understood.message_id)
    provider = Provider(job.authserv_id, batch.arc_sealers)
    parts = [
        ComplaintPart(findings, fingerprints(findings, provenance, reading.time_zone))
        for findings in assess_trust(raw, understood, findings_of(understood), provider)
    ]
    return Analysis(provenance, _without_files(understood), parts)


def _without_files(understood: Understood) -> Understood:
    """The same without what `parts` holds already: it must cross a pipe."""
    return replace(
        understood, attachments=(), inline=(), containers=(), also=(), html=""
    )
