"""Notices of contact forms: the customer is who filled the form in, not the site."""

from __future__ import annotations

import pytest

from tests.ingest.layouts import forward, read
from tests.ingest.mails import CLAIRE, PAULINE

WORDS = """Je conteste votre refus du contrat n° HX-204 881.
Personne ne répond depuis janvier."""
SITE = "wordpress@hebergeur.example"

NOTICES = {
    "Contact Form 7": """De : Pauline Vasseur <{email}>
Objet : Réclamation

Corps du message :
{words}

--
Cet e-mail a été envoyé via le formulaire de contact de Marchand""",
    "Elementor": """Nom: Pauline Vasseur
E-mail: {email}
Téléphone: 06 12 34 56 78
Message: {words}

---

Date: 9 mars 2026
Heure: 18:42
URL de la page: https://marchand.example/contact
Agent utilisateur: Mozilla/5.0
IP distante: 192.0.2.1
Propulsé par: Elementor""",
    "a question above": """Demande en ligne : réclamation
Nom : Pauline Vasseur
E-mail : {email}
Message : {words}""",
    "WPForms": """Nom

Pauline Vasseur

E-mail

{email}

Commentaire ou message

{words}""",
    "first and last name": """Une réclamation a été déposée sur votre site.

Civilité : Mme
Nom * : Vasseur
Prénom (obligatoire) : Pauline
Adresse mail : {email}
N° de contrat : HX-204 881
Description de la réclamation : {words}
Pièce jointe : aucune""",
    "Drupal": """Soumis le lun 09/03/2026 - 18:42

Les valeurs soumises sont :
Nom : Pauline Vasseur
Courriel : {email}
Message :
{words}

Les résultats de cette soumission peuvent être consultés en ligne.""",
    "equal signs": """Nom = Pauline Vasseur
Email = {email}
Message = {words}""",
}


def _notice(name: str) -> str:
    return NOTICES[name].format(email=PAULINE, words=WORDS)


@pytest.mark.parametrize("name", NOTICES)
def test_it_finds_who_filled_a_form_in(name: str) -> None:
    found = read(_notice(name), From=f"Site <{SITE}>", Subject="Nouveau message")

    assert found.complainant is not None
    assert found.complainant.name == "Pauline Vasseur"
    assert found.hops == (PAULINE, SITE)
    assert found.body == WORDS


def test_it_finds_who_filled_a_form_in_through_a_forward() -> None:
    notice = forward(
        "outlook-fr", name="Site", email=SITE, body=_notice("Contact Form 7")
    )

    found = read(notice)

    assert found.hops == (PAULINE, SITE, CLAIRE)
    assert found.body == WORDS
