"""What the reader of a message knows beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader knows beforehand: our domains, our addresses, the zone."""

    mail_domains: tuple[str, ...]
    time_zone: ZoneInfo
    received_at: datetime | None = None
    own_addresses: frozenset[str] = frozenset()
