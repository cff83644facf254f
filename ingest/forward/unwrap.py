"""From an outer text to the innermost forwarded message, hop by hop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.forward.blocks import (
    Found,
    separator,
)
from ingest.forward.finding import find_places
from ingest.forward.layouts import FORWARD_PREFIXES, REPLY_PREFIXES, key
from ingest.forward.regions import region
from ingest.forward.siblings import complains_of, is_letterhead, is_sibling
from ingest.mime.headers import one_line
from ingest.mime.identity import domain_of
from ingest.mime.values import Person
from ingest.text.lines import Line, next_filled, split
from ingest.text.signature import is_delimiter, is_words, split_signature
from models.base.addresses import FREE_DOMAINS

MAX_HOPS = 12


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sender, recipients and subject of a message, as far as it tells."""

    person: Person
    recipients: tuple[str, ...] = ()
    recipient_names: tuple[str, ...] = ()
    subject: str = ""
    is_reply: bool = False
    ours: frozenset[str] = frozenset()
    our_domains: tuple[str, ...] = ()
    # Whom Reply-To names, where that is somebody else.
    answers: Person | None = None
    # A program of a site made the message.
    by_program: bool = False

    @property
    def email(self) -> str:
        """The sender's address in lower case."""
        return self.person.email.lower()


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The hops of a text, outermost first, and its pieces as lines.

    `quoted` is where the body, though no forward, quotes another message first.
    """

    layers: tuple[Found, ...]
    notes: tuple[list[Line], ...]
    body: list[Line]
    tail: list[Line]
    quoted: Found | None


def unwrap(text: str, envelope: Envelope) -> Unwrapped:
    """Open every forward in a text; without one, the text is the sender's own."""
    return unwrap_lines(split(text), envelope)


def unwrap_lines(lines: list[Line], envelope: Envelope) -> Unwrapped:
    """The same of a text's lines."""
    holder = envelope
    layers: list[Found] = []
    notes: list[list[Line]] = []
    tail: list[Line] = []
    while found := next(find_places(lines), None):
        is_last = len(layers) == MAX_HOPS
        if is_last or not is_forward(found, holder, lines, outermost=not layers):
            break
        if layers and _is_beside(found, layers, envelope, lines):
            break
        notes.append(lines[: found.start])
        lines, rest = region(lines, found, holder.person)
        tail = rest + tail
        layers.append(found)
        holder = _inner(found, envelope)
    return Unwrapped(tuple(layers), tuple(notes), lines, tail, found)


def forwarders_of(layers: Sequence[Found], envelope: Envelope) -> list[Envelope]:
    """Forwarders of each of the messages, outermost first."""
    return [envelope, *(_inner(layer, envelope) for layer in layers)][: len(layers)]


def _is_beside(
    found: Found, layers: list[Found], envelope: Envelope, lines: list[Line]
) -> bool:
    forwarder = forwarders_of(layers, envelope)[-1]
    return is_sibling(found, layers[-1], forwarder, lines[: found.start])


def _inner(found: Found, outer: Envelope) -> Envelope:
    return Envelope(
        found.person,
        found.recipients,
        found.recipient_names,
        found.subject,
        ours=outer.ours,
        our_domains=outer.our_domains,
    )


def is_forward(
    found: Found, holder: Envelope, lines: list[Line], *, outermost: bool
) -> bool:
    """The holder passes this message on; else it is the history of an answer."""
    if answers(found, holder) or is_letterhead(found, holder.person):
        return False
    if not _is_of_the_house(holder) and complains_of(found, lines[: found.start]):
        return False
    prefix = first_prefix(holder.subject)
    if outermost:
        return _is_outer_forward(found, holder, prefix, lines)
    if prefix == "reply":
        return False
    if prefix == "forward":
        return True
    if not found.recipients and not found.recipient_names:
        return found.mark == "forward"
    return _read_received(found, holder)


def _is_outer_forward(
    found: Found, holder: Envelope, prefix: str, lines: list[Line]
) -> bool:
    if found.mark == "forward" or prefix == "forward":
        return True
    if found.mark == "pasted":
        return not holder.is_reply
    if prefix == "reply" or not (found.person.email or found.person.name):
        return False
    if found.labelled:
        return True
    if holder.is_reply or answers_between(lines, found.end):
        return False
    return _is_insider(found, holder) or _says_nothing(lines[: found.start], holder)


def _says_nothing(lines: list[Line], holder: Envelope) -> bool:
    """No words stand above but a signature: who sends only another's words passes them on."""
    cut = split_signature(lines, holder.person)
    return cut <= next_filled(lines, 0)


def answers(found: Found, holder: Envelope) -> bool:
    """The quoted writer is the one written to now, or the writer himself, or we."""
    who = found.person.email.lower()
    if who and who in (*holder.recipients, holder.email):
        return True
    if who in holder.ours or domain_of(who) in holder.our_domains:
        return True
    name = key(found.person.name)
    if name and name in {key(name_) for name_ in holder.recipient_names}:
        return True
    domain = domain_of(who)
    return (
        bool(domain)
        and domain not in FREE_DOMAINS
        and domain != domain_of(holder.email)
        and domain in {domain_of(recipient) for recipient in holder.recipients}
        and first_prefix(holder.subject) != "forward"
    )


def _read_received(found: Found, holder: Envelope) -> bool:
    """The message was sent to the one who holds it now, or to their house."""
    if holder.email and holder.email in found.recipients:
        return True
    house = domain_of(holder.email)
    is_outsider = house not in ("", *FREE_DOMAINS, domain_of(found.person.email))
    if is_outsider and house in {domain_of(address) for address in found.written_to}:
        return True
    return key(holder.person.name) in {key(name) for name in found.recipient_names}


def _is_insider(found: Found, holder: Envelope) -> bool:
    """A colleague of the mailbox passes on what an outsider wrote."""
    writer = domain_of(found.person.email)
    return _is_of_the_house(holder) and writer not in ("", domain_of(holder.email))


def _is_of_the_house(holder: Envelope) -> bool:
    """The holder writes from the house whose mailbox this is."""
    domain = domain_of(holder.email)
    return domain not in FREE_DOMAINS and domain in {
        domain_of(recipient) for recipient in holder.recipients
    }


def answers_between(lines: list[Line], start: int) -> bool:
    """Own words follow quoted ones: the answer is written between the lines."""
    quoted = [at for at in range(start, len(lines)) if lines[at].depth]
    if not quoted:
        return False
    last = quoted[-1]
    for at in range(quoted[0], len(lines)):
        line = lines[at]
        if at > last and is_delimiter(line.text):
            # A signature, or the foot of a list, answers nothing.
            return False
        if not line.depth and is_words(line.text):
            return True
    return False


def without_rules(lines: list[Line]) -> list[Line]:
    """Lines without a dividing rule at their end."""
    end = len(lines)
    while end and (lines[end - 1].blank or separator(lines[end - 1].text) == "rule"):
        end -= 1
    return lines[:end]


_PREFIX = re.compile(
    r"\s*([^\W\d_][\w.\u0307-]{0,12})\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:：]\s*"
)
_MUTT = re.compile(r"\s*\[([^\s:\[\]]+@[^\s:\[\]]+): (.*)\]\s*\Z", re.DOTALL)
_TAG = re.compile(r"\s*\[(?:ext|externe?|external|spam|extern)\]\s*", re.IGNORECASE)


def first_prefix(subject: str) -> str:
    """`forward`, `reply` or "" : what the first prefix of a subject means."""
    if "[" in subject:
        if _MUTT.match(subject):
            return "forward"
        subject = _TAG.sub("", subject, count=1)
    match = _PREFIX.match(subject)
    word = match[1].casefold() if match else ""
    if word in FORWARD_PREFIXES:
        return "forward"
    return "reply" if word in REPLY_PREFIXES else ""


def without_forward(subject: str) -> str:
    """The subject without the forwarder's own prefix (one, the outermost)."""
    mutt = _MUTT.match(subject)
    if mutt:
        return one_line(mutt[2])
    bare = _TAG.sub("", subject, count=1)
    match = _PREFIX.match(bare)
    if match and match[1].casefold() in FORWARD_PREFIXES:
        return one_line(bare[match.end() :])
    return one_line(subject)
