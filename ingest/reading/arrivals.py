"""The hops of a message on its way here, and when each of them arrived."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.mime.headers import one_line
from ingest.mime.mail import Headers, Mail
from ingest.reading.body_facts import Opened
from ingest.reading.context import Reading
from ingest.reading.header_facts import RULES, Outer
from ingest.reading.sent_date import Sent, is_sane, own_moment, quoted_moment
from ingest.text import date_phrases
from models.analysis.findings import HEADER_RECEIVED, Arrival

# The fields that tell of a redirection by hand (RFC 5322, 3.6.6).
_RESENT = frozenset(
    ("resent-from", "resent-sender", "resent-date", "resent-to", "resent-message-id")
)


def arrivals_of(
    outer: Outer, reading: Reading, opened: Opened | None = None
) -> tuple[Arrival, ...]:
    """Every hop of a message, the last one first: who sent it, when it arrived, by what.

    The mailbox's own clock tells better than the message when the first of them came.
    """
    hops = [*_own(outer, reading)]
    if opened is not None and opened.forwarded:
        hops += _quoted(opened, own_moment(outer.mail, reading), reading)
    return tuple(hops)


def _own(outer: Outer, reading: Reading) -> Iterator[Arrival]:
    """The hops that stand in the headers: a rule or a person may have sent it on unchanged."""
    mail, writer = outer.mail, outer.envelope.email
    yield _arrived("" if outer.passer else writer, mail, _stamps(mail), reading)
    # Whoever has mail sent on unchanged stands for the cabinet's own mailbox: nobody wrote it.
    if outer.passer:
        yield _arrived(writer, mail, _older_stamps(mail), reading)


def _arrived(writer: str, mail: Mail, received: list[str], reading: Reading) -> Arrival:
    """A hop at the moment of the topmost of these Received fields (RFC 5321, 4.4), else of Date."""
    for value in received:
        moment = date_phrases.header_moment(value.rpartition(";")[2].strip())
        if moment and is_sane(moment.at, reading):
            return Arrival(writer, moment.at, HEADER_RECEIVED)
    sent = own_moment(mail, reading)
    known = sent.precision != "none"
    return Arrival(writer, sent.at if known else None, sent.source)


def _stamps(mail: Mail) -> list[str]:
    return mail.headers.all("received")


def _older_stamps(mail: Mail) -> list[str]:
    """The Received fields of a redirected message that are older than its redirection.

    A person's stand below the fields that tell of it. A server's rule works at once, and
    does not always say where it stood: all of them may serve.
    """
    if any(name in mail.headers for name in _RESENT):
        return _below(mail.headers, _RESENT)
    return _below(mail.headers, frozenset(RULES)) or _stamps(mail)


def _below(headers: Headers, marks: frozenset[str]) -> list[str]:
    """The Received fields that stand below every field of `marks`."""
    names = [name for name, _ in headers.order]
    last = max((at for at, name in enumerate(names) if name in marks), default=0)
    return headers.all("received")[names[:last].count("received") :]


def _quoted(opened: Opened, own: Sent, reading: Reading) -> Iterator[Arrival]:
    """The hops that the text quotes, each sent when the one above had not passed it on yet."""
    # Both run from the innermost writer outwards; the last of the people sent it here.
    writers = opened.hops[-1 - len(opened.dates) : -1]
    for person, quoted in reversed([*zip(writers, opened.dates, strict=True)]):
        moment = quoted_moment(quoted, own, reading)
        at = None if moment.precision == "none" else moment.at
        yield Arrival(person or "", at, moment.source, one_line(quoted)[:100])
