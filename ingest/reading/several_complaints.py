"""Several complaints in one message: each is opened, and none is answered before a person looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.forward.several import MOST
from ingest.forward.unwrap import Envelope
from ingest.mime.identity import addresses, domain_of, one_address
from ingest.mime.mail import Mail
from ingest.reading.body_facts import Opened
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from models.base.addresses import FREE_DOMAINS


def together(letters: Sequence[Understood]) -> Understood:
    """The first of the letters of one text with the others beside it, all held."""
    first, *others = map(_held, letters)
    return replace(first, also=tuple(others))


def flat(letters: Sequence[Understood]) -> list[Understood]:
    """Every letter of these messages, those that stand beside another in the same one as well."""
    return [
        each
        for letter in letters
        for each in (replace(letter, also=()), *flat(letter.also))
    ]


def is_beside(mail: Mail, opened: Opened, envelope: Envelope) -> bool:
    """A mail enclosed beside a forward in the text was sent to the passer, by somebody else.

    The forward may come with its own original, and a customer with mails for evidence: those
    were sent to the customer.
    """
    writer = one_address(mail.headers.raw("from"))
    addressees = addresses(f"{mail.headers.get('to')}, {mail.headers.get('cc')}", MOST)
    if writer is None or writer.email.lower() in (*opened.hops, *addressees):
        return False
    house = domain_of(envelope.email)
    is_to_house = house not in ("", *FREE_DOMAINS) and house in map(
        domain_of, addressees
    )
    customer = opened.person.email.lower() if opened.person else ""
    return customer not in addressees and (envelope.email in addressees or is_to_house)


def _held(letter: Understood) -> Understood:
    if not letter.auto_ack_allowed:
        return letter
    because = {**letter.evidence, "auto_ack_allowed": Doubt.SEVERAL}
    return replace(
        letter,
        auto_ack_allowed=False,
        auto_ack_reason=Doubt.SEVERAL,
        evidence=because,
    )
