"""What an understood complaint proposes to the person who confirms it."""

from __future__ import annotations

import re

from ingest.mime.identity import shares_domain
from ingest.proposals.scoring import (
    PROFESSIONAL,
    Suggestions,
    find_professional,
    suggest,
)
from ingest.reading.body_facts import Opened
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt

CAPACITY = "reclamant_type"
# Last digits of a number, without what stands for the country.
_OWN_DIGITS = 9


def proposed(told: Understood, opened: Opened) -> Suggestions:
    """Motif, product, priority, telephone and capacity, where its words speak for them."""
    found = suggest(told.subject, told.body, _foot(told, opened))
    name = told.complainant.name if told.complainant else ""
    # Of a mail that was passed on the signature is the forwarder's.
    closing = told.body if told.forwarded else f"{told.body}\n{opened.signature}"
    words = find_professional(name, closing)
    if "phone" in found.values and not _is_customer_s(found.values["phone"], told):
        for facts in (found.values, found.confidence, found.evidence):
            facts.pop("phone")
    if words and not told.capacity:
        found.add(CAPACITY, PROFESSIONAL, 0.6 + 0.1 * len(words), words)
    return found


def _is_customer_s(phone: str, understood: Understood) -> bool:
    """Neither a colleague's number, nor an office's, nor one that a forwarder signs with."""
    who = understood.complainant
    is_at_home = who is not None and shares_domain(who.email, understood.recipients[:1])
    if (
        understood.capacity
        or is_at_home
        or understood.auto_ack_reason == Doubt.COLLEAGUE
    ):
        return False
    number = re.sub(r"\D", "", phone)[-_OWN_DIGITS:]
    return not understood.forwarded or number not in re.sub(
        r"\D", "", understood.signature
    )


def _foot(told: Understood, opened: Opened) -> str:
    """Where else the complainant may have left a number: a field of the form, or the
    signature of a mail that nobody passed on."""
    if opened.form:
        return f"Téléphone : {opened.phone}" if opened.phone else ""
    return "" if told.forwarded else opened.signature
