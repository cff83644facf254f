"""What an acknowledgement must say before it may leave."""

from __future__ import annotations

import re
from collections.abc import Callable

from models.letters.facts import Cabinet, Dates

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


def missing(cabinet: Cabinet, reference: str, dates: Dates | None) -> list[str]:
    """The French names of the mandatory mentions that lack; a letter with one is held."""
    lacks = [name for name, read in _OF_THE_CABINET if not read(cabinet).strip()]
    if not reference.strip():
        lacks.append("la référence du dossier")
    if dates is None:
        lacks.append("les dates d’envoi, de réception et de réponse")
    return lacks


def recommended(cabinet: Cabinet) -> list[str]:
    """The French names of what business documents should bear; no letter waits for it."""
    if printable_orias(cabinet.orias):
        return []
    return ["le numéro ORIAS (8 chiffres)"]


def printable_orias(number: str) -> str:
    """The number where it has its eight digits, else an empty string."""
    return number.strip() if _ORIAS.fullmatch(number.strip()) else ""
