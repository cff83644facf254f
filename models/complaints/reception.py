"""When a complaint was sent and when it reached the cabinet: not when our mailbox had it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from models.complaints.findings import HEADER_RECEIVED, Arrival, Came, Findings
from models.law.regimes import is_credible

# By what reception is known, beside the headers and quoted dates that an arrival names: the
# clock of the mailbox that got it, or nothing, where our mailbox's moment stands for it.
MAILBOX, UNKNOWN = "mailbox", "unknown"
# Why the day of reception stands for the day of sending.
NO_DATE, ODD_DATE = "reception_no_date", "reception_odd_date"

IsOurs = Callable[[str], bool]


class Reception(NamedTuple):
    """The moment of reception by the cabinet, its source, and the words of a quoted date."""

    at: datetime
    source: str
    quote: str = ""


class Sending(NamedTuple):
    """The moment of sending, its precision (`minute`, `day`, `none`) and its source."""

    at: datetime
    precision: str
    source: str


def moments_of(
    findings: Findings, came: Came, is_ours: IsOurs
) -> tuple[Sending, Reception]:
    """When it was sent and when it reached the cabinet; neither is ever absent.

    `is_ours` tells the addresses of the cabinet's side. A date of sending that is missing
    or that nobody would believe gives way to reception, which is later or the same: a
    person is asked to confirm it.
    """
    latest = _latest(findings, came)
    # A file may be years old: a server's own stamp tells its age better than today does.
    stamped_at = latest.at if latest.source == HEADER_RECEIVED else None
    heard_at = stamped_at or came.received_at
    hops = (latest, *findings.arrivals[1:])
    received = _received(_reaching(hops, is_ours), heard_at, came.received_at)
    sent = _sent(findings, heard_at, received.at)
    if sent.at > received.at:
        received = received._replace(at=min(sent.at, came.received_at))
    return sent, received


def _latest(findings: Findings, came: Came) -> Arrival:
    """The last hop, by the clock of the mailbox; a file has but its own headers."""
    told = findings.arrivals[0] if findings.arrivals else Arrival("", None, UNKNOWN)
    if came.mailbox_id is not None:
        return Arrival(told.email, came.received_at, MAILBOX)
    return told


def _reaching(hops: Sequence[Arrival], is_ours: IsOurs) -> Arrival:
    """The hop that reached the cabinet: the last one that nobody of the cabinet sent.

    Whom a mail program names without an address is of its own house; what a server sent on
    unchanged nobody wrote.
    """
    *outer, innermost = hops
    return next(
        (hop for hop in outer if hop.email and not is_ours(hop.email)), innermost
    )


def _received(hop: Arrival, heard_at: datetime, taken_in_at: datetime) -> Reception:
    if hop.at is None or not is_credible(hop.at, heard_at):
        return Reception(heard_at, UNKNOWN)
    return Reception(min(hop.at, taken_in_at), hop.source, hop.quote)


def _sent(findings: Findings, heard_at: datetime, received_at: datetime) -> Sending:
    if findings.sent_at is None:
        return Sending(received_at, "none", NO_DATE)
    if not is_credible(findings.sent_at, heard_at):
        return Sending(received_at, "none", ODD_DATE)
    return Sending(findings.sent_at, findings.sent_precision, findings.sent_source)
