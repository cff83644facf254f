"""Mails enclosed in a mail, and several complaints in one message.

Each complaint is opened, and none of several is answered before a person looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.classify import classification
from ingest.classify.kinds import Kind
from ingest.forward.several import MOST
from ingest.forward.unwrap import Envelope, first_prefix
from ingest.mime.headers import one_line
from ingest.mime.identity import addresses, domain_of, one_address
from ingest.mime.mail import Enclosed, Mail, all_containers, attachments
from ingest.reading.body_facts import BodyFacts
from ingest.reading.dates import arrivals_of
from ingest.reading.header_facts import HeaderFacts
from ingest.reading.understood import Reading, Understood
from ingest.text.pictures import split_pictures
from models.analysis.doubts import Doubt
from models.base.addresses import FREE_DOMAINS

_EVIDENCE = {"via": "enclosed_message", "forwarded": "enclosed_message"}


def find_passed_on(facts: HeaderFacts, reading: Reading) -> list[Enclosed]:
    """Enclosed mails that the sender passes on, without copies sent as evidence."""
    enclosed = facts.mail.enclosed
    if not facts.text.strip():
        return [inner for inner in enclosed if "from" in inner.mail.headers]
    return [inner for inner in enclosed if _is_passed_on(facts, inner.mail, reading)]


def _is_passed_on(facts: HeaderFacts, inner: Mail, reading: Reading) -> bool:
    prefix = first_prefix(facts.envelope.subject)
    # Who answers a mail and encloses another does not pass it on.
    if prefix == "reply":
        return False
    recipients = facts.case.recipients
    home = {domain_of(address) for address in recipients} - FREE_DOMAINS - {""}
    is_from_home = domain_of(facts.envelope.email) in home
    writer = one_address(inner.headers.raw("from"))
    # A writer without a readable address is believed where the house itself forwards.
    if writer is None:
        return prefix == "forward" or ("from" in inner.headers and is_from_home)
    email = writer.email.lower()
    # The sender's own earlier mail, or ours to them, is evidence and no new letter.
    if email == facts.envelope.email or email in recipients:
        return False
    domain = domain_of(email)
    is_ours = domain in home or domain in reading.mail_domains
    return not is_ours or is_from_home


def is_beside(mail: Mail, body: BodyFacts, envelope: Envelope) -> bool:
    """A mail enclosed beside a forward in the text was sent to the forwarder, by somebody else.

    The forward may come with its own original, and a customer with mails for evidence: those
    were sent to the customer.
    """
    writer = one_address(mail.headers.raw("from"))
    addressees = addresses(f"{mail.headers.get('to')}, {mail.headers.get('cc')}", MOST)
    if writer is None or writer.email.lower() in (*body.hops, *addressees):
        return False
    domain = domain_of(envelope.email)
    is_to_house = domain not in ("", *FREE_DOMAINS) and domain in map(
        domain_of, addressees
    )
    # A mail that the customer received is their evidence.
    customer = body.person.email.lower() if body.person else ""
    return customer not in addressees and (envelope.email in addressees or is_to_house)


def redirect(
    letter: Understood,
    enclosed: Enclosed,
    facts: HeaderFacts,
    body: BodyFacts,
    reading: Reading,
) -> Understood:
    """A letter of an enclosed mail, as the sender of the outer one passes it on."""
    sender = facts.envelope.email or None
    container = attachments([enclosed.container])
    letter = replace(
        letter,
        message_id=one_line(facts.mail.headers.get("message-id")),
        sender=facts.case.sender,
        recipients=facts.case.recipients,
        arrivals=(*arrivals_of(facts, reading), *letter.arrivals),
        containers=(*container, *letter.containers),
        defects=(*facts.mail.defects, *letter.defects),
        forwarded=True,
        forwarder_email=sender,
        reply_text=body.own,
    )
    if letter.kind not in (Kind.COMPLAINT, Kind.FOLLOW_UP):
        return letter
    # A complainant whom the enclosed mail names without a hop is a hop without an address.
    hops = letter.hops or ((None,) if letter.complainant else ())
    notes = (body.own, letter.forwarder_note)
    allowed, reason = letter.auto_ack_allowed, letter.auto_ack_reason
    # The outer mail may add a doubt to the inner one's, and never takes one away.
    if allowed:
        case = replace(facts.case, is_forward=True)
        allowed, reason = classification.may_acknowledge(
            letter.kind, case, letter.complainant
        )
    return replace(
        letter,
        hops=(*hops, sender),
        forwarder_note="\n\n".join(note for note in notes if note),
        signature=body.signature,
        auto_ack_allowed=allowed,
        auto_ack_reason=reason,
        evidence={**letter.evidence, **_EVIDENCE, "auto_ack_allowed": reason},
    )


def with_own_files(
    letters: Sequence[Understood], facts: HeaderFacts, carried: Sequence[Enclosed]
) -> Understood:
    """The first letter of enclosed mails, with the files beside them and the other letters."""
    first, *others = letters
    # Pictures shown in the forwarder's own text are logos.
    files = [file for file in facts.mail.files if not file.cid]
    logos = [file for file in facts.mail.files if file.cid]
    kept = tuple(inner for inner in facts.mail.enclosed if inner not in carried)
    pictures, inside = split_pictures(kept)
    containers = [*facts.containers, *all_containers(kept)]
    return replace(
        first,
        attachments=(*first.attachments, *attachments([*files, *inside])),
        inline=(*attachments([*logos, *pictures]), *first.inline),
        containers=(*attachments(containers), *first.containers),
        also=tuple(others),
    )


def flatten(letters: Sequence[Understood]) -> list[Understood]:
    """Every letter of these messages, with those that stand beside another in the same one."""
    return [
        each
        for letter in letters
        for each in (replace(letter, also=()), *flatten(letter.also))
    ]


def hold_several(letters: Sequence[Understood]) -> Understood:
    """The first of the letters of one text with the others beside it, all held."""
    first, *others = map(_hold, letters)
    return replace(first, also=tuple(others))


def _hold(letter: Understood) -> Understood:
    if not letter.auto_ack_allowed:
        return letter
    return replace(
        letter,
        auto_ack_allowed=False,
        auto_ack_reason=Doubt.SEVERAL,
        evidence={**letter.evidence, "auto_ack_allowed": Doubt.SEVERAL},
    )
