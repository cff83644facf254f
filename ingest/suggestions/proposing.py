"""What an understood complaint proposes, put into its understanding."""

from __future__ import annotations

from dataclasses import replace

from ingest.opened import Opened
from ingest.suggestions.scoring import suggest
from ingest.understood import Understood


def with_suggestions(told: Understood, opened: Opened) -> Understood:
    """The same, with motif, product, priority and telephone where its words speak for them."""
    found = suggest(told.subject, told.body, _foot(told, opened))
    return replace(
        told,
        suggestions=found.values,
        confidence={**told.confidence, **found.confidence},
        evidence={**told.evidence, **found.evidence},
    )


def _foot(told: Understood, opened: Opened) -> str:
    """Where else the complainant may have left a number: a field of the form, or the
    signature of a mail that nobody passed on."""
    if opened.form:
        return f"Téléphone : {opened.phone}" if opened.phone else ""
    return "" if told.forwarded else opened.signature
