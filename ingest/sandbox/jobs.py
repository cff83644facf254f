"""What is asked of whoever examines messages, and what they answer: plain data, for a wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from ingest.reading.understood import Understood
from models.analysis.findings import Findings, Provenance
from models.vault.packs import Stored


class ComplaintPart(NamedTuple):
    """One complaint of a mail, and by what it would be known again."""

    findings: Findings
    fingerprints: list[str]


@dataclass(frozen=True, slots=True)
class AnalysisJob:
    """One message to examine: how it provenance, where its bytes lie, who checks its mailbox's mail."""

    provenance: Provenance
    place: Stored
    authserv_id: str


@dataclass(frozen=True, slots=True)
class AnalysisBatch:
    """Messages of one cabinet, and what whoever examines them must know."""

    tenant_id: UUID
    # The cabinet's, 32 bytes: the packs below the folder `packs` are opened with it.
    key: bytes = field(repr=False)
    packs: str
    mail_domains: tuple[str, ...]
    own_addresses: frozenset[str]
    time_zone: str
    arc_sealers: frozenset[str]
    jobs: tuple[AnalysisJob, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a message says. Files are in `parts` alone; only what had to be unpacked has bytes."""

    provenance: Provenance
    understood: Understood
    parts: list[ComplaintPart]
