"""Jobs for a reader of messages, and the analyses it gives back: plain data, for a wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from ingest.reading.understood import Understood
from models.analysis.findings import Findings, Provenance
from models.vault.packs import Stored


class ComplaintPart(NamedTuple):
    """One complaint of a mail, and the fingerprints by which a copy of it is recognised."""

    findings: Findings
    fingerprints: list[str]


@dataclass(frozen=True, slots=True)
class AnalysisJob:
    """One message to examine: its provenance, its bytes, the provider that checks its mailbox."""

    provenance: Provenance
    place: Stored
    authserv_id: str


@dataclass(frozen=True, slots=True)
class AnalysisBatch:
    """Messages of one cabinet to examine, and what is known of the cabinet beforehand."""

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
    """One message examined. Files are in `parts` alone; only those unpacked have bytes."""

    provenance: Provenance
    understood: Understood
    parts: list[ComplaintPart]
