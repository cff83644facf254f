"""The two letters that acknowledge: of a message not yet qualified, and of a complaint.

C. conso L.612-1 and L.612-2: free of charge, for consumers, after a written complaint,
within a year of it, and not once a judge was seized.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.law.deadlines import Regime, mediator_until
from models.letters.facts import Cabinet, Confirmed, Dates, LetterFacts, Mediator, Text
from models.letters.rendering import render as render_letter

# Eight digits, the first two the year of registration; kept as text, it may begin with 0.
_ORIAS = re.compile(r"\d{8}", re.ASCII)

# The French name of each mention, as in « Il manque : ... », and where it is found.
_OF_THE_CABINET: tuple[tuple[str, Callable[[Cabinet], str]], ...] = (
    ("le nom du cabinet", lambda c: c.name),
    ("l’adresse du cabinet", lambda c: c.address),
    ("le nom du contact pour les réclamations", lambda c: c.contact_name),
    ("le courriel du contact pour les réclamations", lambda c: c.contact_email),
    ("le nom du médiateur", lambda c: c.mediator.name),
    ("l’adresse du médiateur", lambda c: c.mediator.address),
    ("le site du médiateur", lambda c: c.mediator.site),
)


def list_missing(cabinet: Cabinet, reference: str, dates: Dates | None) -> list[str]:
    """Name in French the mandatory mentions that are missing; a letter without one is held."""
    lacks = [name for name, read in _OF_THE_CABINET if not read(cabinet).strip()]
    if not reference.strip():
        lacks.append("la référence du dossier")
    if dates is None:
        lacks.append("les dates d’envoi, de réception et de réponse")
    return lacks


def list_recommended(cabinet: Cabinet) -> list[str]:
    """The French names of what business documents should bear; no letter waits for it."""
    if printable_orias(cabinet.orias):
        return []
    return ["le numéro ORIAS (8 chiffres)"]


def printable_orias(number: str) -> str:
    """The number where it has its eight digits, else an empty string."""
    return number.strip() if _ORIAS.fullmatch(number.strip()) else ""


# The public mediator, open to the clients of every financial investment adviser. It is a
# consumer mediator: disputes between professionals are not its own (C. conso L.611-3).
AMF_MEDIATOR = Mediator(
    "Médiateur de l’AMF",
    "17 place de la Bourse, 75082 Paris Cedex 02",
    "www.amf-france.org",
)
_AMF_DOMAIN = "amf-france.org"


@dataclass(frozen=True)
class Mediation:
    """`mediators` is empty where none takes this person.

    `opens_on` and `until` are None where the letter may print no date. `is_over`: the
    year in which a consumer may ask has passed. What the Code grants to consumers (free
    of charge, a year) is not said to a professional.
    """

    mediators: tuple[Mediator, ...]
    opens_on: date | None
    until: date | None
    is_over: bool
    is_professional: bool
    asks_for_consumer: bool

    @property
    def is_free(self) -> bool:
        return not self.is_professional


def mediation_of(facts: LetterFacts) -> Mediation:
    """Tell whom the letter names and which days it may print."""
    dates = facts.dates
    mediators = mediators_for(
        facts.cabinet.mediator, facts.regime, is_professional=facts.is_professional
    )
    is_dated = facts.confirmed is not None and not dates.sent_is_estimated
    is_professional = facts.is_professional is True
    until = mediator_until(dates.sent_on)
    takes_all = any(m.accepts_professionals for m in mediators)
    return Mediation(
        mediators=mediators,
        # On the last day of the answer the cabinet is still in time.
        opens_on=dates.answer_by + timedelta(days=1) if is_dated else None,
        until=until if is_dated else None,
        is_over=facts.written_on > until and not is_professional,
        is_professional=is_professional,
        asks_for_consumer=facts.is_professional is None and not takes_all,
    )


def mediators_for(
    own: Mediator, regime: Regime, *, is_professional: bool | None
) -> tuple[Mediator, ...]:
    """The mediators that an answer or a letter names to this person; empty where none takes them."""
    named: tuple[Mediator, ...] = (own,)
    if regime is Regime.AMF and _AMF_DOMAIN not in own.site.lower():
        named = (AMF_MEDIATOR, own)
    if is_professional:
        return tuple(m for m in named if m.accepts_professionals)
    return named


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
