"""The vocabulary of the room: what is known beforehand, and one message understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ingest.classify.kinds import Bounce, Kind
from ingest.mime.values import Attachment, Person
from models.analysis.findings import Arrival

_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts known before a message is read: our domains, our addresses, the zone."""

    mail_domains: tuple[str, ...]
    time_zone: ZoneInfo
    received_at: datetime | None = None
    own_addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Understood:
    """One message understood; `also` holds the other complaints it carries."""

    kind: Kind
    rule: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender: Person | None = None
    recipients: tuple[str, ...] = ()
    forwarded: bool = False
    forwarder_email: str | None = None
    complainant: Person | None = None
    # In which capacity the second of `hops` writes about the complainant, "" when nobody does.
    capacity: str = ""
    writer_name: str = ""
    hops: tuple[str | None, ...] = ()
    subject: str = ""
    sent_at: datetime = _NEVER
    sent_at_precision: str = "none"
    sent_at_source: str = ""
    # Its way here, the last hop first: the one that reached the cabinet gives the day of reception.
    arrivals: tuple[Arrival, ...] = ()
    body: str = ""
    reply_text: str = ""
    forwarder_note: str = ""
    signature: str = ""
    quoted: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    inline: tuple[Attachment, ...] = ()
    containers: tuple[Attachment, ...] = ()
    contract_numbers: tuple[str, ...] = ()
    claim_numbers: tuple[str, ...] = ()
    auto_ack_allowed: bool = False
    auto_ack_reason: str = ""
    bounce: Bounce | None = None
    also: tuple[Understood, ...] = ()
    defects: tuple[str, ...] = ()
    # Proposals for `motif`, `product`, `priority` and `phone`; a person decides.
    suggestions: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
