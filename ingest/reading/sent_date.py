"""Which date of a message counts, and where it was taken from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ingest.mime.mail import Mail
from ingest.reading.context import Reading
from ingest.text import date_phrases
from models.analysis.findings import HEADER_RECEIVED

# Clocks and zones may be off; a letter is not sent days after its reception.
_FUTURE = timedelta(hours=26)
# The source of a date that a forward quotes; its words stand in the evidence.
QUOTED_DATE = "quoted_date"


class Sent(NamedTuple):
    """When, how precisely (`minute`, `day` or `none`), and what says so."""

    at: datetime
    precision: str
    source: str


def quoted_moment(quoted: str, own: Sent, reading: Reading) -> Sent:
    """When the message was sent whose date another one, sent at `own`, quotes as `quoted`."""
    moment = date_phrases.moment(quoted, reading.time_zone) if quoted else None
    if moment is None or moment.at > own.at + _FUTURE or moment.at.year < 1990:
        return Sent(reading.received_at or own.at, "none", "reception")
    return Sent(moment.at, moment.precision, QUOTED_DATE)


def is_sane(at: datetime, reading: Reading) -> bool:
    """Mail of before 1990, or from the future of its reading, bears a broken date."""
    now = reading.received_at
    return at.year >= 1990 and not (now and at > now + _FUTURE)


def own_moment(mail: Mail, reading: Reading) -> Sent:
    """When the message itself was sent: its Date, else its reception."""
    now = reading.received_at
    for name in ("date", "resent-date"):
        value = mail.headers.get(name)
        moment = date_phrases.header_moment(value) or date_phrases.moment(
            value, reading.time_zone
        )
        if moment and is_sane(moment.at, reading):
            return Sent(moment.at, moment.precision, f"header_{name.replace('-', '_')}")
    received = mail.headers.get("received").rpartition(";")[2]
    moment = date_phrases.header_moment(received.strip()) if received else None
    if moment and not now:
        return Sent(moment.at, "none", HEADER_RECEIVED)
    return Sent(now or datetime.now(UTC), "none", "reception")
