"""An absent person's program that owns up by its words alone is no customer to acknowledge."""

from __future__ import annotations

import pytest

from tests.ingest.layouts import read

SENDER = "Marc Kerbrat <marc@garage.example>"


@pytest.mark.parametrize(
    "text",
    [
        "Ich bin bis zum 20. Maerz nicht im Buero. Ihre E-Mail wird nicht weitergeleitet.",
        "Bonjour, je suis en conges jusqu au 20 mars. En cas d urgence contactez Marc.",
        "En arrêt maladie, retour prévu le 20 mars. Votre mail ne sera pas lu.",
        "Je ne fais plus partie de la société. Merci d’écrire à contact@garage.example.",
        "Marc Kerbrat a quitté la société. Écrivez à contact@garage.example.",
        "Marc is no longer with the company.",
    ],
)
def test_it_holds_an_absence_told_by_words(text: str) -> None:
    assert not read(text, From=SENDER, Subject="Re: Votre dossier").auto_ack_allowed


@pytest.mark.parametrize(
    "text",
    [
        "Je suis en arrêt maladie depuis mars et je conteste votre refus d’indemnisation.",
        "Je ne fais plus partie de vos assurés depuis mars : remboursez la cotisation.",
        "Ma conseillère a quitté la société, et ma réclamation reste sans réponse.",
    ],
)
def test_it_lets_a_customer_speak_of_absence(text: str) -> None:
    assert read(text, From=SENDER, Subject="Mon contrat").auto_ack_allowed
