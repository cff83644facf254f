"""A cabinet and its dates, for the tests of its letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.letters import acknowledgement_text
from models.letters.facts import Cabinet, Confirmed, Dates, LetterFacts, Mediator, Text

MEDIATOR = Mediator(
    "La Médiation de l’Assurance",
    "TSA 50110\n75441 Paris Cedex 09",
    "www.mediation-assurance.org",
)
CABINET = Cabinet(
    name="Cabinet Müller Assurances",
    address="12 rue des Lilas\n69003 Lyon",
    contact_name="Service réclamations",
    contact_email="reclamations@cabinet.example",
    contact_phone="04 78 00 00 00",
    orias="07001585",
    mediator=MEDIATOR,
)
DATES = Dates(
    sent_on=date(2026, 11, 20),
    received_on=date(2026, 11, 23),
    acknowledge_by=date(2026, 12, 2),
    answer_by=date(2027, 1, 20),
)
CONFIRMED = Confirmed("Jeanne Martin", "AX-4471", "Refus de garantie dégât des eaux")
REFERENCE = "D-7K3M9Q"
WRITTEN_ON = date(2026, 11, 23)


def letter(**changes: Any) -> Text:
    """The letter of these facts: a receipt, or an acknowledgement with `confirmed`."""
    facts: dict[str, Any] = {
        "cabinet": CABINET,
        "reference": REFERENCE,
        "dates": DATES,
        "written_on": WRITTEN_ON,
    }
    return acknowledgement_text.render(LetterFacts(**(facts | changes)))
