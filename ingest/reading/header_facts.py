"""Facts of a message's own headers, before anything inside is opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.classify.groups import writer_of
from ingest.classify.rules import Case
from ingest.forward.unwrap import Envelope
from ingest.mime.containers.opening import is_tnef, unpack
from ingest.mime.headers import one_line
from ingest.mime.identity import (
    addresses,
    names_nobody,
    one_address,
    propose_person,
    read_quoted_person,
)
from ingest.mime.limits import MAX_RECIPIENTS, MAX_SUBJECT
from ingest.mime.mail import File, Headers, Mail
from ingest.mime.values import Person
from ingest.reading.body_facts import text_of
from ingest.reading.understood import Reading

# The marks of a server's rule that sends mail on: Gmail's, then Exchange's.
REDIRECT_MARKS = ("x-forwarded-for", "x-ms-exchange-inbox-rules-loop")
_NOBODY = Person("", "")
# Headers written by the mail functions of a web server.
_SITE_MARKS = (
    "x-php-originating-script",
    "x-php-script",
    "x-wpcf7-content-type",
    "x-source-dir",
)
# Bytes at the head of a winmail.dat that contain the class of its message.
_CLASS_BYTES = 500


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """The facts of one message's own headers."""

    mail: Mail
    text: str
    case: Case
    envelope: Envelope
    containers: tuple[File, ...]
    # The address that sent the message on unchanged, "" for none.
    redirected_by: str = ""

    def without_files(self) -> HeaderFacts:
        """The same message as if it brought nothing but its text."""
        mail = replace(self.mail, files=(), enclosed=())
        case = replace(self.case, mail=mail)
        return replace(self, mail=mail, case=case, containers=())


def read_headers(mail: Mail, reading: Reading) -> HeaderFacts:
    """Read the headers of a message itself, and its text."""
    # Read before the winmail.dat is unpacked and gone.
    outlook_class = _class_of(mail)
    mail, containers = unpack(mail)
    containers = (*mail.wrappers, *containers)
    headers = mail.headers
    text = text_of(mail) or _text_of_fragments(mail)
    # Of two From fields programs show different ones: neither is believed.
    sender = one_address(headers.raw("from")) if headers.count("from") == 1 else None
    recipients, references = _recipients(headers), _references(headers)
    subject = one_line(headers.get("subject"))[: MAX_SUBJECT * 2]
    # A group's own address stands in From where DMARC forbids the writer's.
    writer = writer_of(headers, sender, reading.own_addresses | set(recipients))
    case = Case(
        mail,
        sender,
        text,
        recipients,
        references,
        reading.mail_domains,
        reading.own_addresses,
        is_relayed=writer is not None,
        outlook_class=outlook_class,
    )
    names = read_quoted_person(headers.get("to")).name
    envelope = Envelope(
        writer or sender or _propose_sender(headers),
        recipients,
        (names,) if names else (),
        subject,
        is_reply=bool(references),
        ours=reading.own_addresses,
        our_domains=reading.mail_domains,
        answers=_answers(headers, sender),
        by_program=any(name in headers for name in _SITE_MARKS),
    )
    group = sender.email.lower() if sender and writer else ""
    return HeaderFacts(
        mail, text, case, envelope, containers, _redirected_by(mail) or group
    )


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
    values = [raw for raw in headers.raws("reply-to") if not names_nobody(raw)]
    person = one_address(values[0]) if len(values) == 1 else None
    if person and sender and person.email.lower() == sender.email.lower():
        return None
    return person


def _class_of(mail: Mail) -> bytes:
    wrappers = (file.attachment for file in mail.files if is_tnef(file))
    return b"".join(wrapper.content[:_CLASS_BYTES] for wrapper in wrappers)


def _text_of_fragments(mail: Mail) -> str:
    """The text of enclosed pieces that name no writer: they are part of the letter itself."""
    fragments = [e.mail for e in mail.enclosed if "from" not in e.mail.headers]
    texts = (text_of(part).strip() or _text_of_fragments(part) for part in fragments)
    return "\n\n".join(text for text in texts if text)


def _redirected_by(mail: Mail) -> str | None:
    """The address that sent the message on unchanged: Resent-From, or a server rule."""
    for name in ("resent-from", "resent-sender"):
        person = one_address(mail.headers.raw(name)) if name in mail.headers else None
        if person:
            return person.email.lower()
    for name in REDIRECT_MARKS:
        words = mail.headers.get(name).split()
        if words and "@" in words[0]:
            return words[0].strip(",;<>").lower()
    return None


def _propose_sender(headers: Headers) -> Person:
    """The person that an ambiguous From proposes, or an empty one."""
    return propose_person(headers.raws("from")) or _by_name(headers)


def _by_name(headers: Headers) -> Person:
    """The writer whom From names without an address, as Exchange does inside a house."""
    value = one_line(headers.get("from"))[:MAX_SUBJECT]
    if "@" in value or headers.count("from") != 1:
        return _NOBODY
    return Person(read_quoted_person(value.partition("<")[0]).name, "")
