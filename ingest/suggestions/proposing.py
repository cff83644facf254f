"""What an understood complaint proposes to the person who confirms it."""

from __future__ import annotations

from ingest.opened import Opened
from ingest.suggestions.capacity import PROFESSIONAL, find_professional
from ingest.suggestions.scoring import Suggestions, suggest
from ingest.understood import Understood

CAPACITY = "reclamant_type"


def proposed(told: Understood, opened: Opened) -> Suggestions:
    """Motif, product, priority, telephone and capacity, where its words speak for them."""
    found = suggest(told.subject, told.body, _foot(told, opened))
    name = told.complainant.name if told.complainant else ""
    # Of a mail that was passed on the signature is the forwarder's.
    closing = told.body if told.forwarded else f"{told.body}\n{opened.signature}"
    words = find_professional(name, closing)
    if words:
        found.add(CAPACITY, PROFESSIONAL, 0.6 + 0.1 * len(words), words)
    return found


def _foot(told: Understood, opened: Opened) -> str:
    """Where else the complainant may have left a number: a field of the form, or the
    signature of a mail that nobody passed on."""
    if opened.form:
        return f"Téléphone : {opened.phone}" if opened.phone else ""
    return "" if told.forwarded else opened.signature
