"""The acknowledgement says all that the rules ask, and nothing of the mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.law.regimes import Regime
from models.letters import acknowledgement
from models.letters.facts import Confirmed
from tests.models.letters.facts import CABINET, CONFIRMED, DATES, REFERENCE

TEXT = acknowledgement.render(CABINET, REFERENCE, DATES)

MUST_SAY = [
    "D-7K3M9Q",
    "Cabinet Müller Assurances\n12 rue des Lilas\n69003 Lyon",
    "Le lundi 23 novembre 2026",
    "envoyée le vendredi 20 novembre 2026",
    "reçue le lundi 23 novembre 2026",
    "au plus tard le mercredi 20 janvier 2027",
    "Service réclamations",
    "reclamations@cabinet.example",
    "04 78 00 00 00",
    "07001585 (www.orias.fr)",
    "Répondez simplement à ce message",
    "La Médiation de l’Assurance\nTSA 50110\n75441 Paris Cedex 09",
    "www.mediation-assurance.org",
    "gratuit",
    "à partir du mercredi 20 janvier 2027",
    "avant cette date si notre réponse ne vous satisfait pas",
    "au plus tard le samedi 20 novembre 2027",
    "4 place de Budapest, CS 92459, 75436 Paris Cedex 09",
    "données personnelles",
    "CNIL",
]


@pytest.mark.parametrize("mention", MUST_SAY)
def test_it_says(mention: str) -> None:
    assert mention.lower() in TEXT.body.lower()


def test_it_bears_the_reference_in_its_subject() -> None:
    assert TEXT.subject == "Votre réclamation D-7K3M9Q\u00a0: accusé de réception"


@pytest.mark.parametrize(
    "word", ["ouvrés", "ec.europa.eu", "odr", "newsletter", "{", "None"]
)
def test_it_never_says(word: str) -> None:
    assert word not in TEXT.body


def test_it_holds_nothing_of_the_mail_when_it_leaves_by_itself() -> None:
    assert "automatiquement" in TEXT.body
    for label in ("À l’attention", "Objet", "Contrat"):
        assert label not in TEXT.body


def test_it_names_what_a_person_confirmed() -> None:
    body = acknowledgement.render(CABINET, REFERENCE, DATES, confirmed=CONFIRMED).body

    assert "À l’attention de Jeanne Martin\n" in body
    assert "- Objet\u00a0: Refus de garantie dégât des eaux\n" in body
    assert "- Contrat ou dossier\u00a0: AX-4471\n" in body
    assert "automatiquement" not in body


def test_it_leaves_out_what_a_person_did_not_confirm() -> None:
    body = acknowledgement.render(CABINET, REFERENCE, DATES, confirmed=Confirmed()).body

    assert "À l’attention" not in body
    assert "Objet" not in body


def test_it_keeps_a_confirmed_value_on_one_line_and_as_it_is() -> None:
    hostile = Confirmed("A\r\nBcc: x@y", "{{ cabinet.orias }}", "x\u202ey\u2028z & <b>")

    body = acknowledgement.render(CABINET, REFERENCE, DATES, confirmed=hostile).body

    assert "À l’attention de A Bcc: x@y\n" in body
    assert "{{ cabinet.orias }}" in body
    assert "Objet\u00a0: x y z & <b>\n" in body


def test_it_promises_nothing_once_the_answer_is_late() -> None:
    late = acknowledgement.render(
        CABINET, REFERENCE, DATES, written_on=date(2027, 1, 21)
    ).body
    in_time = acknowledgement.render(
        CABINET, REFERENCE, DATES, written_on=date(2027, 1, 20)
    ).body

    assert "a pris fin le mercredi 20 janvier 2027" in late
    assert "Vous pouvez le saisir dès maintenant." in late
    assert "et au plus tard le mercredi 20 janvier 2027" not in late
    assert "a pris fin" not in in_time


def test_it_does_not_state_a_sending_day_that_is_not_known() -> None:
    dates = replace(DATES, sent_is_estimated=True)

    body = acknowledgement.render(CABINET, REFERENCE, dates).body

    assert "Réclamation envoyée le" not in body
    assert "Réclamation reçue le lundi 23 novembre 2026" in body


def test_it_names_the_supervisor_of_the_regime() -> None:
    body = acknowledgement.render(CABINET, REFERENCE, DATES, regime=Regime.AMF).body

    assert "17 place de la Bourse" in body
    assert "Budapest" not in body


def test_it_leaves_out_an_empty_phone_and_links_a_privacy_page() -> None:
    cabinet = replace(
        CABINET, contact_phone="", privacy_url="https://cabinet.example/p"
    )

    body = acknowledgement.render(cabinet, REFERENCE, DATES).body

    assert "Téléphone" not in body
    assert "En savoir plus\u00a0: https://cabinet.example/p\n" in body


def test_it_writes_french_spaces() -> None:
    for sign in ":;!?»":
        assert f" {sign}" not in TEXT.body
    assert "\n\n\n" not in TEXT.body
