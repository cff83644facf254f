"""What a message's own headers say, before anything inside is opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.classify.groups import writer_of
from ingest.classify.rules import Case
from ingest.forward.unwrap import Envelope
from ingest.mime.containers.opening import is_tnef, unpacked
from ingest.mime.headers import one_line
from ingest.mime.identity import (
    addresses,
    names_nobody,
    one_address,
    proposed_person,
    quoted_person,
)
from ingest.mime.limits import MAX_RECIPIENTS, MAX_SUBJECT
from ingest.mime.mail import File, Headers, Mail
from ingest.mime.values import Person
from ingest.reading.body_facts import text_of
from ingest.reading.context import Reading

# The marks of a server's rule that sends mail on: Gmail's, then Exchange's.
RULES = ("x-forwarded-for", "x-ms-exchange-inbox-rules-loop")
_NOBODY = Person("", "")
# What a web server's mail functions write into a header.
_SITES = (
    "x-php-originating-script",
    "x-php-script",
    "x-wpcf7-content-type",
    "x-source-dir",
)
# Bytes at the head of a winmail.dat that hold the class of its message.
_CLASS = 500


@dataclass(frozen=True, slots=True)
class Outer:
    """The facts of one message's own headers."""

    mail: Mail
    text: str
    case: Case
    envelope: Envelope
    containers: tuple[File, ...]
    # Who sent the message on unchanged, "" when nobody did.
    passer: str = ""

    def without_files(self) -> Outer:
        """The same message as if it brought nothing but its text."""
        mail = replace(self.mail, files=(), enclosed=())
        case = replace(self.case, mail=mail)
        return replace(self, mail=mail, case=case, containers=())


def outer_of(mail: Mail, reading: Reading) -> Outer:
    """The facts that stand in the headers of a message itself."""
    outlook_class = _class_of(mail)
    mail, containers = unpacked(mail)
    containers = (*mail.wrappers, *containers)
    headers = mail.headers
    text = text_of(mail) or _text_of_fragments(mail)
    sender = one_address(headers.raw("from")) if headers.count("from") == 1 else None
    recipients, references = _recipients(headers), _references(headers)
    subject = one_line(headers.get("subject"))[: MAX_SUBJECT * 2]
    wrote = writer_of(headers, sender, reading.own_addresses | set(recipients))
    case = Case(
        mail,
        sender,
        text,
        recipients,
        references,
        reading.mail_domains,
        reading.own_addresses,
        is_relayed=wrote is not None,
        outlook_class=outlook_class,
    )
    names = quoted_person(headers.get("to")).name
    envelope = Envelope(
        wrote or sender or _unread_sender(headers),
        recipients,
        (names,) if names else (),
        subject,
        is_reply=bool(references),
        ours=reading.own_addresses,
        our_domains=reading.mail_domains,
        answers=_answers(headers, sender),
        by_program=any(name in headers for name in _SITES),
    )
    group = sender.email.lower() if sender and wrote else ""
    return Outer(mail, text, case, envelope, containers, redirected_by(mail) or group)


def _recipients(headers: Headers) -> tuple[str, ...]:
    names = ("to", "cc", "delivered-to", "x-original-to")
    return addresses(", ".join(map(headers.get, names)), MAX_RECIPIENTS)


def _references(headers: Headers) -> tuple[str, ...]:
    """The Message-IDs that In-Reply-To and References name, each once."""
    words = [
        word
        for name in ("in-reply-to", "references")
        for word in headers.get(name).split()
    ]
    return tuple(dict.fromkeys(word for word in words if "@" in word))


def _answers(headers: Headers, sender: Person | None) -> Person | None:
    """The person to answer, where Reply-To names one other than the sender."""
    given = [one for one in headers.raws("reply-to") if not names_nobody(one)]
    named = one_address(given[0]) if len(given) == 1 else None
    if named and sender and named.email.lower() == sender.email.lower():
        return None
    return named


def _class_of(mail: Mail) -> bytes:
    wrappers = (file.attachment for file in mail.files if is_tnef(file))
    return b"".join(one.content[:_CLASS] for one in wrappers)


def _text_of_fragments(mail: Mail) -> str:
    """Enclosed pieces that name no writer are part of the letter itself."""
    pieces = [one.mail for one in mail.enclosed if "from" not in one.mail.headers]
    texts = (text_of(one).strip() or _text_of_fragments(one) for one in pieces)
    return "\n\n".join(text for text in texts if text)


def redirected_by(mail: Mail) -> str | None:
    """Who sent the message on unchanged: Resent-From, or a server rule."""
    for name in ("resent-from", "resent-sender"):
        person = one_address(mail.headers.raw(name)) if name in mail.headers else None
        if person:
            return person.email.lower()
    for name in RULES:
        told = mail.headers.get(name).split()
        if told and "@" in told[0]:
            return told[0].strip(",;<>").lower()
    return None


def _unread_sender(headers: Headers) -> Person:
    """The person that a From proposes which names no mailbox for sure; nobody when it proposes none."""
    return proposed_person(headers.raws("from")) or _by_name(headers)


def _by_name(headers: Headers) -> Person:
    """A writer whom From names without an address, as Exchange does inside a house."""
    told = one_line(headers.get("from"))[:MAX_SUBJECT]
    if "@" in told or headers.count("from") != 1:
        return _NOBODY
    return Person(quoted_person(told.partition("<")[0]).name, "")
