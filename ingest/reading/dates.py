"""Dates of a message: when it was sent, and when each hop on its way here arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ingest.mime.headers import one_line
from ingest.mime.mail import Headers, Mail
from ingest.reading.body_facts import BodyFacts
from ingest.reading.header_facts import REDIRECT_MARKS, HeaderFacts
from ingest.reading.understood import Reading
from ingest.text import date_phrases
from models.analysis.findings import HEADER_RECEIVED, Arrival

# Clocks and zones may be off; a letter is not sent days after its reception.
_FUTURE = timedelta(hours=26)
# The source of a date that a forward quotes; its words stand in the evidence.
QUOTED_DATE = "quoted_date"
# The fields of a redirection by hand (RFC 5322, 3.6.6).
_RESENT = frozenset(
    ("resent-from", "resent-sender", "resent-date", "resent-to", "resent-message-id")
)


class Sent(NamedTuple):
    """The moment, its precision (`minute`, `day` or `none`), and its source."""

    at: datetime
    precision: str
    source: str


def read_quoted_moment(quoted: str, own: Sent, reading: Reading) -> Sent:
    """The moment of a message whose date another one, sent at `own`, quotes as `quoted`."""
    moment = date_phrases.moment(quoted, reading.time_zone) if quoted else None
    # A quoted mail is older than the one that quotes it.
    if moment is None or moment.at > own.at + _FUTURE or moment.at.year < 1990:
        return Sent(reading.received_at or own.at, "none", "reception")
    return Sent(moment.at, moment.precision, QUOTED_DATE)


def is_sane(at: datetime, reading: Reading) -> bool:
    """Mail of before 1990, or from the future of its reading, bears a broken date."""
    now = reading.received_at
    return at.year >= 1990 and not (now and at > now + _FUTURE)


def read_own_moment(mail: Mail, reading: Reading) -> Sent:
    """The moment at which the message itself was sent: its Date, else its reception."""
    now = reading.received_at
    for name in ("date", "resent-date"):
        value = mail.headers.get(name)
        moment = date_phrases.header_moment(value) or date_phrases.moment(
            value, reading.time_zone
        )
        if moment and is_sane(moment.at, reading):
            return Sent(moment.at, moment.precision, f"header_{name.replace('-', '_')}")
    received = mail.headers.get("received").rpartition(";")[2]
    # Without a mailbox's clock a server's stamp is better than none.
    moment = date_phrases.header_moment(received.strip()) if received else None
    if moment and not now:
        return Sent(moment.at, "none", HEADER_RECEIVED)
    return Sent(now or datetime.now(UTC), "none", "reception")


def arrivals_of(
    facts: HeaderFacts, reading: Reading, body: BodyFacts | None = None
) -> tuple[Arrival, ...]:
    """Every hop of a message, the last one first: its sender, its moment, the source.

    The mailbox's own clock is a better source than the message for the first of them.
    """
    hops = [*_from_headers(facts, reading)]
    if body is not None and body.forwarded:
        hops += _read_quoted(body, read_own_moment(facts.mail, reading), reading)
    return tuple(hops)


def _from_headers(facts: HeaderFacts, reading: Reading) -> Iterator[Arrival]:
    """The hops that stand in the headers: a rule or a person may have sent it on unchanged."""
    mail, writer = facts.mail, facts.envelope.email
    yield _arrival_of(
        "" if facts.redirected_by else writer, mail, _hop_fields(mail), reading
    )
    # A redirection stands for the cabinet's own mailbox: it has no writer of its own.
    if facts.redirected_by:
        yield _arrival_of(writer, mail, _fields_before_redirection(mail), reading)


def _arrival_of(
    writer: str, mail: Mail, received: list[str], reading: Reading
) -> Arrival:
    """A hop at the moment of the topmost of these Received fields (RFC 5321, 4.4), else of Date."""
    for value in received:
        moment = date_phrases.header_moment(value.rpartition(";")[2].strip())
        if moment and is_sane(moment.at, reading):
            return Arrival(writer, moment.at, HEADER_RECEIVED)
    sent = read_own_moment(mail, reading)
    known = sent.precision != "none"
    return Arrival(writer, sent.at if known else None, sent.source)


def _hop_fields(mail: Mail) -> list[str]:
    return mail.headers.all("received")


def _fields_before_redirection(mail: Mail) -> list[str]:
    """The Received fields of a redirected message that are older than its redirection.

    For a person's they stand below its fields. A server's rule works at once, and does not
    always mark its place: all of them may serve.
    """
    if any(name in mail.headers for name in _RESENT):
        return _below(mail.headers, _RESENT)
    return _below(mail.headers, frozenset(REDIRECT_MARKS)) or _hop_fields(mail)


def _below(headers: Headers, marks: frozenset[str]) -> list[str]:
    """The Received fields that stand below every field of `marks`."""
    names = [name for name, _ in headers.order]
    last = max((at for at, name in enumerate(names) if name in marks), default=0)
    return headers.all("received")[names[:last].count("received") :]


def _read_quoted(body: BodyFacts, own: Sent, reading: Reading) -> Iterator[Arrival]:
    """The hops that the text quotes, each sent before the one above passed it on."""
    # Both run from the innermost writer outwards; the last of the people sent it here.
    writers = body.hops[-1 - len(body.dates) : -1]
    for person, quoted in reversed([*zip(writers, body.dates, strict=True)]):
        moment = read_quoted_moment(quoted, own, reading)
        at = None if moment.precision == "none" else moment.at
        yield Arrival(person or "", at, moment.source, one_line(quoted)[:100])
