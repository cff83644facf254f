"""Which date of a message counts, and where it was taken from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ingest import dates
from ingest.headers import one_line
from ingest.mail import Mail
from ingest.opened import Opened
from ingest.reading import Reading
from ingest.understood import Understood

# Clocks and zones may be off; a letter is not sent days after its reception.
_FUTURE = timedelta(hours=26)


def with_quoted_moment(
    base: Understood, opened: Opened, reading: Reading
) -> Understood:
    moment = dates.moment(opened.date, reading.time_zone) if opened.date else None
    if moment is None or moment.at > base.sent_at + _FUTURE or moment.at.year < 1990:
        at = reading.received_at or base.sent_at
        return replace(
            base, sent_at=at, sent_at_precision="none", sent_at_source="reception"
        )
    return replace(
        base,
        sent_at=moment.at,
        sent_at_precision=moment.precision,
        sent_at_source=f"quoted date: {one_line(opened.date)[:100]}",
    )


def own_moment(mail: Mail, reading: Reading) -> tuple[datetime, str, str]:
    """When the message itself was sent: its Date, else its reception."""
    now = reading.received_at
    for name in ("date", "resent-date"):
        value = mail.headers.get(name)
        moment = dates.header_moment(value) or dates.moment(value, reading.time_zone)
        if (
            moment
            and moment.at.year >= 1990
            and not (now and moment.at > now + _FUTURE)
        ):
            return moment.at, moment.precision, f"header {name}"
    received = mail.headers.get("received").rpartition(";")[2]
    moment = dates.header_moment(received.strip()) if received else None
    if moment and not now:
        return moment.at, "none", "header received"
    return now or datetime.now(UTC), "none", "reception"
