"""Notices of contact forms: the customer is who filled the form in, not the site."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.mime.values import Person
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.layouts import forward, read
from tests.ingest.mails import CLAIRE, PAULINE, READING

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


HOUSE = "contact@marchand-courtage.example"
BELOW = {
    "colons": """Objet : Réclamation
Message : {words}
Nom : Vasseur
Prénom : Pauline
E-mail : {email}""",
    "labels alone": """Votre message
{words}

Votre nom
Pauline Vasseur

Votre courriel
{email}""",
    "labels with colons alone": """Message :
{words}

Nom :
Pauline Vasseur

Téléphone :

E-mail :
{email}""",
    "a value that is a label": """Sujet

Réclamation

Message

{words}

Nom

Pauline Vasseur

E-mail

{email}""",
    "a foot under the fields": """Message: {words}
Name: Pauline Vasseur
Email: {email}

---

Date: 9 mars 2026
Page URL: https://marchand.example/contact
Powered by: Elementor""",
    "questions": """Votre questionnaire a une nouvelle réponse

*Décrivez votre réclamation*
{words}

*Quel est votre nom ?*
Pauline Vasseur

*Quelle est votre adresse e-mail ?*
{email}""",
    "the site first": """De : Site <{site}>
Destinataire : contact@marchand-courtage.example
Message : {words}
Nom : Pauline Vasseur
E-mail : {email}""",
    "a sentence": """Ceci est un e-mail provenant de https://marchand.example/ de :
Pauline Vasseur <{email}>

{words}""",
    "an address alone": """Message : {words}
Nom : Pauline Vasseur
Téléphone : 06 12 34 56 78
Ville : Brest

{email}""",
}


def _below(name: str) -> str:
    return BELOW[name].format(email=PAULINE, words=WORDS, site=SITE)


def notice(text: str, *, rich: bool = False, **headers: str) -> Understood:
    """A notice by a site that names itself in From and Reply-To."""
    message = EmailMessage()
    usual = {
        "From": f"Site <{SITE}>",
        "Reply_To": SITE,
        "To": "reclamations@marchand-courtage.example",
        "Subject": "Formulaire de contact",
    }
    for name, value in (usual | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html" if rich else "plain")
    return understand(message.as_bytes(), READING)


@pytest.mark.parametrize("name", BELOW)
def test_it_finds_who_stands_under_the_message(name: str) -> None:
    found = notice(_below(name))

    assert found.complainant == Person("Pauline Vasseur", PAULINE)
    assert found.hops == (PAULINE, SITE)
    assert found.body.startswith(WORDS)


ROWS = [
    ("Motif", "Réclamation"),
    ("Votre message", WORDS.replace("\n", "<br>")),
    ("Nom et prénom", "Pauline Vasseur"),
    ("Adresse e-mail", f'<a href="mailto:{PAULINE}">{PAULINE}</a>'),
]
TABLES = {
    "cells": "<table>%s</table>",
    "cells|": "<tr><td>%s</td><td>%s</td></tr>",
    "rows": "<table>%s</table>",
    "rows|": "<tr><td colspan=2><b>%s</b></td></tr><tr><td>&nbsp;</td><td>%s</td></tr>",
    "list": "<ul>%s</ul>",
    "list|": "<li><b>%s :</b> %s</li>",
    "definitions": "<dl>%s</dl>",
    "definitions|": "<dt>%s</dt><dd>%s</dd>",
    "paragraphs": "<div>%s</div>",
    "paragraphs|": "<p><strong>%s</strong><br>%s</p>",
}


@pytest.mark.parametrize("name", ["cells", "rows", "list", "definitions", "paragraphs"])
@pytest.mark.parametrize("turned", [False, True])
def test_it_finds_who_stands_in_a_table(name: str, turned: bool) -> None:
    rows = ROWS[::-1] if turned else ROWS
    html = TABLES[name] % "".join(TABLES[f"{name}|"] % row for row in rows)

    found = notice(html, rich=True)

    assert found.complainant == Person("Pauline Vasseur", PAULINE)
    # A list cannot be told from what customers list.
    assert found.body.removesuffix("\n- Motif : Réclamation") == WORDS


def test_it_names_whom_the_site_would_answer() -> None:
    text = NOTICES["Contact Form 7"].replace(" <{email}>", "").format(words=WORDS)

    found = notice(text, Reply_To=f"P. Vasseur <{PAULINE}>")

    assert found.complainant == Person("Pauline Vasseur", PAULINE)


@pytest.mark.parametrize("site", [SITE, HOUSE, "no-reply@formulaires.example"])
@pytest.mark.parametrize("name", ["Contact Form 7", "Elementor", "WPForms", "Drupal"])
def test_it_names_nobody_rather_than_the_site(name: str, site: str) -> None:
    text = NOTICES[name].format(email=site, words=WORDS)

    found = notice(text, From=f"Site <{site}>", Reply_To=HOUSE)

    assert found.complainant is None or not found.complainant.email
    assert found.auto_ack_reason in (
        Doubt.UNSURE_WRITER,
        Doubt.COMPLAINANT_WITHOUT_ADDRESS,
    )


@pytest.mark.parametrize(
    "text",
    [
        f"Bonjour,\n\n{WORDS}\n\nPauline Vasseur\nTél : 06 12 34 56 78\nE-mail : autre@boite.example",
        f"Nom : Vasseur\nContrat : HX-204 881\nObjet : refus\n\nMessage :\n{WORDS}",
        f"J’ai rempli votre formulaire de contact, sans réponse.\n\n{WORDS}",
    ],
)
def test_it_takes_no_customer_for_a_site(text: str) -> None:
    found = notice(text, From=f"Pauline <{PAULINE}>", Reply_To=PAULINE)

    assert found.complainant == Person("Pauline", PAULINE)
    assert found.auto_ack_allowed


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("Site <www-data@web12.example>", "Nouveau message"),
        ("Site <contact@site-vasseur.example>", "Nouveau message depuis le site"),
        ("info@boutique.example", "Formulaire de contact"),
    ],
)
def test_a_short_notice_without_an_address_names_nobody(
    sender: str, subject: str
) -> None:
    found = notice(f"Message : {WORDS}\nNom : Vasseur", From=sender, Subject=subject)

    assert found.complainant is None or not found.complainant.email
    assert not found.auto_ack_allowed


def test_it_keeps_what_the_message_lists() -> None:
    words = "Bonjour,\nContrat : HX-204 881\nJe conteste.\nDate du refus : 3 mars"
    text = f"Nom : Pauline Vasseur\nE-mail : {PAULINE}\nMessage : {words}"

    assert notice(text).body == words
