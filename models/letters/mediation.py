"""The paragraph about mediation: who may be seized, from when, until when.

C. conso L.612-1 and L.612-2: free of charge, for consumers, after a written complaint,
within a year of it, and not once a judge was seized.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.law.deadlines import mediator_until
from models.law.regimes import Regime
from models.letters.facts import LetterFacts, Mediator

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
