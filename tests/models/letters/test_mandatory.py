"""A letter that lacks a mention says which."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.letters.acknowledgement_text import list_missing, list_recommended
from models.letters.facts import Cabinet
from tests.models.letters.facts import CABINET, DATES, MEDIATOR, REFERENCE

LACKING = [
    (replace(CABINET, name=" "), "le nom du cabinet"),
    (replace(CABINET, address=""), "l’adresse du cabinet"),
    (replace(CABINET, contact_name=""), "le nom du contact pour les réclamations"),
    (
        replace(CABINET, contact_email=""),
        "le courriel du contact pour les réclamations",
    ),
    (replace(CABINET, mediator=replace(MEDIATOR, name="")), "le nom du médiateur"),
    (
        replace(CABINET, mediator=replace(MEDIATOR, address="")),
        "l’adresse du médiateur",
    ),
    (replace(CABINET, mediator=replace(MEDIATOR, site="")), "le site du médiateur"),
]


def test_it_lacks_nothing() -> None:
    assert list_missing(CABINET, REFERENCE, DATES) == []
    assert list_missing(replace(CABINET, contact_phone=""), REFERENCE, DATES) == []


@pytest.mark.parametrize(("cabinet", "name"), LACKING)
def test_it_names_what_lacks(cabinet: Cabinet, name: str) -> None:
    assert list_missing(cabinet, REFERENCE, DATES) == [name]


@pytest.mark.parametrize("orias", ["", "1300158", "١٣٠٠١٥٨٥"])
def test_it_leaves_without_a_number_but_says_so(orias: str) -> None:
    cabinet = replace(CABINET, orias=orias)

    assert list_missing(cabinet, REFERENCE, DATES) == []
    assert list_recommended(cabinet) == ["le numéro ORIAS (8 chiffres)"]
    assert list_recommended(CABINET) == []


def test_it_lacks_a_reference_or_dates() -> None:
    assert list_missing(CABINET, "", DATES) == ["la référence du dossier"]
    assert list_missing(CABINET, REFERENCE, None) == [
        "les dates d’envoi, de réception et de réponse"
    ]
