"""Moments of a complaint: its sending and its reception by the cabinet, not by our mailbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec

from models.analysis.findings import HEADER_RECEIVED, Arrival, Findings, Provenance
from models.law.deadlines import is_credible

# By what reception is known, beside the headers and quoted dates that an arrival names: the
# clock of the mailbox that got it, or nothing, where our mailbox's moment stands for it.
MAILBOX, UNKNOWN = "mailbox", "unknown"
# Under this word the understanding of a draft keeps its way, where it had several hops.
WAY = "way"
# Why the day of reception stands for the day of sending.
NO_DATE, ODD_DATE = "reception_no_date", "reception_odd_date"

IsOurs = Callable[[str], bool]


class Reception(NamedTuple):
    """The moment of reception by the cabinet, its source, and the words of a quoted date."""

    at: datetime
    source: str
    quote: str = ""


def with_quote(understanding: dict[str, Any], received: Reception) -> dict[str, Any]:
    """The understanding with the words by which reception is known, or without any."""
    evidence = {
        name: words
        for name, words in understanding.get("evidence", {}).items()
        if name != "received_at"
    }
    if received.quote:
        evidence["received_at"] = received.quote
    return understanding | {"evidence": evidence}


class Sending(NamedTuple):
    """The moment of sending, its precision (`minute`, `day`, `none`) and its source."""

    at: datetime
    precision: str
    source: str


@dataclass(frozen=True)
class Way:
    """The hops of a complaint, the last one first, and when our mailbox or a person brought it."""

    hops: tuple[Arrival, ...]
    taken_in_at: datetime

    @property
    def heard_at(self) -> datetime:
        """The moment by which dates are judged.

        A file may be years old: a server's own stamp tells its age better than today does.
        """
        dated = next((hop for hop in self.hops if hop.at), None)
        if dated is None or dated.at is None or dated.source != HEADER_RECEIVED:
            return self.taken_in_at
        return dated.at

    def reception(self, is_ours: IsOurs) -> Reception:
        """Find the arrival of the hop that reached the cabinet; `is_ours` tells its side's addresses."""
        hop = self._reaching(is_ours)
        if hop.at is None or not is_credible(hop.at, self.heard_at):
            return Reception(self.heard_at, UNKNOWN)
        return Reception(min(hop.at, self.taken_in_at), hop.source, hop.quote)

    def to_json(self) -> list[dict[str, Any]]:
        """The hops, to be kept with the understanding."""
        return cast("list[dict[str, Any]]", msgspec.to_builtins(self.hops))

    @classmethod
    def from_json(cls, kept: list[dict[str, Any]], taken_in_at: datetime) -> Way:
        return cls(msgspec.convert(kept, tuple[Arrival, ...]), taken_in_at)

    def _reaching(self, is_ours: IsOurs) -> Arrival:
        """The last hop that nobody of the cabinet sent.

        Whom a mail program names without an address is of its own house; what a server
        sent on unchanged nobody wrote.
        """
        *outer, innermost = self.hops
        strangers = (hop for hop in outer if hop.email and not is_ours(hop.email))
        return next(strangers, innermost)


def way_of(findings: Findings, provenance: Provenance) -> Way:
    """The way of a complaint; its last hop by the clock of the mailbox, where one got it."""
    last, *others = findings.arrivals or (Arrival("", None, UNKNOWN),)
    if provenance.mailbox_id is not None:
        last = Arrival(last.email, provenance.received_at, MAILBOX)
    return Way((last, *others), provenance.received_at)


def moments_of(
    findings: Findings, provenance: Provenance, is_ours: IsOurs
) -> tuple[Sending, Reception]:
    """Give the moments of sending and of reception by the cabinet; neither is ever absent.

    A date of sending that is missing or that nobody would believe gives way to reception,
    which is later or the same: a person is asked to confirm it.
    """
    way = way_of(findings, provenance)
    received = way.reception(is_ours)
    sent = _read_sending(findings, way, received.at)
    return sent, received._replace(at=max(sent.at, received.at))


def _read_sending(findings: Findings, way: Way, received_at: datetime) -> Sending:
    if findings.sent_at is None:
        return Sending(received_at, "none", NO_DATE)
    if not is_credible(findings.sent_at, way.heard_at):
        return Sending(received_at, "none", ODD_DATE)
    # The sender's clock may run ahead of ours.
    at = min(findings.sent_at, way.taken_in_at)
    return Sending(at, findings.sent_precision, findings.sent_source)
