"""The two letters that acknowledge: of a message not yet qualified, and of a complaint."""

from __future__ import annotations

from dataclasses import replace

from models.letters.facts import Confirmed, LetterFacts, Text
from models.letters.mandatory import printable_orias
from models.letters.mediation import mediation_of
from models.letters.rendering import render as render_letter


def render(facts: LetterFacts) -> Text:
    """The receipt of a message, or the acknowledgement once a person confirmed a complaint.

    The receipt is right for a question too, and holds nothing taken from the mail. Past
    the answer's deadline neither promises anything; no day that nobody knows is printed.
    """
    dates, is_qualified = facts.dates, facts.confirmed is not None
    sent_on = None if dates.sent_is_estimated else dates.sent_on
    received_on = dates.received_on if dates.received_is_confirmed else None
    is_late = facts.written_on > dates.answer_by
    text = render_letter(
        "acknowledgement" if is_qualified else "receipt",
        cabinet=facts.cabinet,
        orias=printable_orias(facts.cabinet.orias),
        reference=facts.reference,
        written_on=facts.written_on,
        confirmed=facts.confirmed or Confirmed(),
        is_qualified=is_qualified,
        handler=facts.handler,
        on_paper=facts.on_paper,
        postal_address=facts.postal_address if is_qualified else "",
        sent_on=sent_on,
        received_on=received_on if received_on != sent_on else None,
        answer_by=dates.answer_by,
        is_tardy=facts.written_on > dates.acknowledge_by and not is_late,
        is_late=is_late,
        mediation=mediation_of(facts),
    )
    promises = sent_on is not None and not is_late
    return replace(text, promised_on=dates.answer_by if promises else None)
