"""A customer's mail pasted by hand under a sentence that names its author."""

from __future__ import annotations

import pytest

from ingest.mime.values import Person
from tests.ingest.layouts import BODY, SIGNATURE, read
from tests.ingest.mails import CLAIRE, PAULINE

WHO = f"Pauline Vasseur ({PAULINE})"
SENTENCES = [
    f"Voici le mail reçu le 9 mars 2026 de {WHO} :",
    f"Voici le message de Mme Pauline Vasseur <{PAULINE}> reçu le 9 mars 2026 à 18h42 :",
    f"Mail reçu de notre cliente {WHO}, le 9 mars 2026 :",
    f"Réclamation de Mme Pauline Vasseur, {PAULINE}, reçue le 09/03/2026 :",
    f"Je vous transmets le message que j'ai reçu de {WHO} le 9 mars 2026 :",
    f"{WHO} m'a écrit ceci le 9 mars 2026 :",
    f"Reçu de {WHO} ce 9 mars 2026 :",
    f"La cliente {WHO} réclame par mail du 9 mars 2026 :",
]


@pytest.mark.parametrize("quotes", ["", "«»", '""'])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_finds_who_wrote_a_pasted_mail(sentence: str, quotes: str) -> None:
    pasted = f"{quotes[:1]}{BODY}{quotes[1:]}"

    found = read(f"Bonjour,\n\n{sentence}\n\n{pasted}\n\n{SIGNATURE}")

    assert found.complainant == Person("Pauline Vasseur", PAULINE)
    assert found.hops == (PAULINE, CLAIRE)
    assert found.sent_at.date().isoformat() == "2026-03-09"
    assert found.body == BODY


@pytest.mark.parametrize(
    "sentence",
    [
        "J'ai reçu ce message de votre service (sinistres@assureur.example) :",
        "Vous m'avez écrit le 9 mars (sinistres@assureur.example) :",
    ],
)
def test_a_customer_who_quotes_what_the_house_wrote_stays_the_complainant(
    sentence: str,
) -> None:
    text = f"Bonjour,\n\n{sentence}\n« Votre demande est refusée. »\n\nJe conteste."

    found = read(text, From=f"Pauline Vasseur <{PAULINE}>")

    assert not found.forwarded
    assert found.complainant == Person("Pauline Vasseur", PAULINE)
