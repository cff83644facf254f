"""Complainant of a mail that carries what another wrote."""

from __future__ import annotations

import pytest

from ingest.mime.values import Person
from tests.ingest.layouts import BODY, LAYOUTS, NAME_ONLY, forward, read
from tests.ingest.mails import CLAIRE, INSURER, PAULINE

PERSON = Person("Pauline Vasseur", PAULINE)
ANSWER = "Madame,\n\nVotre demande est refusée.\n\nService Relation"
OWN = "Bonjour,\n\nJe conteste la réponse ci-dessous de l'assureur.\n\nPauline Vasseur"


def _answer(layout: str) -> str:
    """Pauline's words above the insurer's letter to her."""
    letter = forward(
        layout,
        name="Service Relation",
        email=INSURER,
        to_name="Pauline Vasseur",
        to_email=PAULINE,
        subject="Votre sinistre",
        body=ANSWER,
    )
    return f"{OWN}\n\n{letter}"


FRENCH = [item for item in LAYOUTS if item.endswith("-fr") and item not in NAME_ONLY]


@pytest.mark.parametrize("subject", ["Réclamation", "TR: Votre sinistre"])
@pytest.mark.parametrize("layout", FRENCH)
def test_who_complains_of_a_letter_is_no_forwarder(layout: str, subject: str) -> None:
    sender = f"Pauline Vasseur <{PAULINE}>"

    found = read(_answer(layout), From=sender, Subject=subject)

    assert found.complainant == PERSON
    assert found.hops == (PAULINE,)
    assert found.body.startswith("Bonjour,\n\nJe conteste")
    assert not found.auto_ack_allowed


@pytest.mark.parametrize("layout", FRENCH)
def test_who_complains_of_a_letter_is_found_in_a_forward(layout: str) -> None:
    found = read(forward("outlook-fr", body=_answer(layout)))

    assert found.complainant == PERSON
    assert found.hops == (PAULINE, CLAIRE)


@pytest.mark.parametrize(
    "note",
    [
        "À traiter svp, mon assuré conteste le refus.",
        "Claire, suite à ma demande, voici le mail. Je refuse de répondre seul.",
        "Merci de rappeler cette cliente mécontente.",
    ],
)
def test_a_colleague_speaks_of_the_customer_not_as_one(note: str) -> None:
    text = forward("outlook-fr", email="pauline@vasseur-sarl.example")

    found = read(f"{note}\n\n{text}")

    assert found.hops == ("pauline@vasseur-sarl.example", CLAIRE)
    assert found.body == BODY


@pytest.mark.parametrize(
    "head",
    [
        "De : Pauline Vasseur\n12 rue des Lilas\n69003 Lyon\nÀ : Cabinet Marchand",
        "De : VASSEUR Pauline\nÀ : Cabinet Marchand",
        "Expéditeur : M. et Mme Vasseur\nDestinataire : Cabinet Marchand",
    ],
)
def test_the_head_of_a_letter_is_no_forward(head: str) -> None:
    text = f"{head}\nDate : 9 mars 2026\nObjet : Réclamation\n\n{BODY}"

    found = read(text, From=f"Pauline Vasseur <{PAULINE}>")

    assert found.complainant == PERSON
    assert not found.forwarded
    assert found.auto_ack_allowed


def test_a_block_whose_day_was_taken_out_still_says_whose_letter_it_is() -> None:
    block = f"De : Pauline Vasseur <{PAULINE}>\nObjet : réclamation\n\n{BODY}"

    found = read(f"Pour saisie.\n\n{block}", Subject="TR: réclamation")

    assert found.complainant == PERSON
    assert found.sent_at_precision == "none"
