"""What is asked of whoever examines messages, and what they answer: plain data, for a wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from ingest.reading.understood import Understood
from models.analysis.findings import Came, Findings
from models.vault.pack_format import Stored


class Part(NamedTuple):
    """One complaint of a mail, and by what it would be known again."""

    findings: Findings
    prints: list[str]


@dataclass(frozen=True, slots=True)
class Brief:
    """One message to examine: how it came, where its bytes lie, who checks its mailbox's mail."""

    came: Came
    place: Stored
    authserv_id: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one cabinet, and what whoever examines them must know."""

    tenant_id: UUID
    # The cabinet's, 32 bytes: the packs below the folder `packs` are opened with it.
    key: bytes = field(repr=False)
    packs: str
    mail_domains: tuple[str, ...]
    own_addresses: frozenset[str]
    time_zone: str
    arc_sealers: frozenset[str]
    briefs: tuple[Brief, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a message says. Files are in `parts` alone; only what had to be unpacked has bytes."""

    came: Came
    said: Understood
    parts: list[Part]
