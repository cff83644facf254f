"""What an understood complaint proposes to the person who confirms it."""

from __future__ import annotations

from ingest.opened import Opened
from ingest.suggestions.scoring import Suggestions, suggest
from ingest.understood import Understood


def proposed(told: Understood, opened: Opened) -> Suggestions:
    """Motif, product, priority and telephone, where its words speak for them."""
    return suggest(told.subject, told.body, _foot(told, opened))


def _foot(told: Understood, opened: Opened) -> str:
    """Where else the complainant may have left a number: a field of the form, or the
    signature of a mail that nobody passed on."""
    if opened.form:
        return f"Téléphone : {opened.phone}" if opened.phone else ""
    return "" if told.forwarded else opened.signature
