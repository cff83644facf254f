"""Two supervisors, and the instant from which each counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Regime(StrEnum):
    """Whose rules the answer follows."""

    ACPR = "acpr"
    AMF = "amf"


# ACPR (recommendation 2024-R-02) counts both delays from sending, AMF (DOC-2012-07) the answer's
# since 1 January 2024; nothing says from where its acknowledgement counts: earlier is safe.
_FROM_SENDING = frozenset({Regime.ACPR, Regime.AMF})
_OLDEST_CREDIBLE = timedelta(days=366)
# Clocks of senders run ahead of ours by minutes, or by an hour when their zone is wrong.
_CLOCK_AHEAD = timedelta(hours=1)


def starts_at(
    regime: Regime, sent_at: datetime | None, received_at: datetime
) -> datetime:
    """The instant that starts the clock, never later than reception.

    A sending date that is unknown or in the future of reception is reception.
    """
    if regime not in _FROM_SENDING or sent_at is None:
        return received_at
    return min(sent_at, received_at)


def is_credible(sent_at: datetime, received_at: datetime) -> bool:
    """Whether a sending date read in a mail can be trusted without a person's look."""
    age = received_at - sent_at
    return -_CLOCK_AHEAD <= age <= _OLDEST_CREDIBLE
