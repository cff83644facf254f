"""A writer about a customer is not the customer; who speaks of a lawyer is."""

from __future__ import annotations

import pytest

from ingest.mime.values import Person
from ingest.reading.complaint_findings import findings_of
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.layouts import forward, read
from tests.ingest.mails import CLAIRE, PAULINE

LETTERS = {
    "médiateur": (
        "Médiation des assurances <dossiers@mediation.example>",
        "Nous avons été saisis par Mme Pauline Vasseur. Merci de vos observations.",
        Doubt.BY_MEDIATOR,
    ),
    "médiatrice qui signe": (
        "Anne Prigent <a.prigent@boite.example>",
        "J’ai été saisie d’un litige.\n\nAnne Prigent\nMédiatrice de la consommation",
        Doubt.BY_MEDIATOR,
    ),
    "autorité": (
        "Pôle réclamations ACPR <reclamations@acpr.example>",
        "M. Vasseur a appelé notre attention sur son contrat.",
        Doubt.BY_SUPERVISOR,
    ),
    "avocate": (
        "Anne Prigent <prigent@boite.example>",
        "Vous avez refusé d’indemniser mon client.\n\nAnne Prigent\nAvocate au barreau de Brest",
        Doubt.BY_LAWYER,
    ),
    "maître": (
        "Maître Prigent <contact@prigent.example>",
        "Je représente la SCI Vasseur, qui conteste votre refus.",
        Doubt.BY_LAWYER,
    ),
    "conseil": (
        "A. Prigent <contact@prigent.example>",
        "J’interviens en qualité de conseil de Mme Pauline Vasseur.",
        Doubt.BY_LAWYER,
    ),
    "association": (
        "CLCV Brest <brest@clcv.example>",
        "Notre adhérente, Mme Pauline Vasseur, conteste votre refus.",
        Doubt.BY_ASSOCIATION,
    ),
    "bénévole": (
        "Yves Morvan <y.morvan@boite.example>",
        "Nous avons été saisis par un adhérent.\n\nYves Morvan\nUFC-Que Choisir de Brest",
        Doubt.BY_ASSOCIATION,
    ),
    "assureur": (
        "Service réclamations <reclamations@horizon-mutuelle.example>",
        "Votre cliente Mme Pauline Vasseur nous a adressé la réclamation ci-jointe.",
        Doubt.BY_INSURER,
    ),
    "gestionnaire": (
        "Luc Tanguy <l.tanguy@horizon.example>",
        "Notre sociétaire se plaint de votre conseil.\n\nLuc Tanguy\nGestionnaire sinistres",
        Doubt.BY_INSURER,
    ),
    "tutelle": (
        "Service des tutelles <contact@tutelle.example>",
        "En qualité de tuteur de Mme Pauline Vasseur, nous contestons ce prélèvement.",
        Doubt.BY_REPRESENTATIVE,
    ),
}

# A writer who says for whom they act, without a trade in their name or address.
AGENTS = (
    "Nous intervenons pour le compte de notre assuré M. Kerbrat, qui conteste votre refus.",
    "Nous intervenons en qualité d’assureur protection juridique de M. Kerbrat.",
    "Mandataire judiciaire à la protection des majeurs, je représente M. Kerbrat.",
    "Expert d’assuré, je suis mandaté par Mme Ferrec et conteste votre évaluation.",
    "Conciliateur de justice, je suis saisi par Mme Ferrec d’un litige avec vous.",
    "Agissant à la requête de M. Kerbrat, je vous mets en demeure de répondre.",
    "Notre cliente, Mme Ferrec, nous charge de vous mettre en demeure.",
    "Je suis tutrice de ma mère Nadine Ferrec et conteste en son nom ce prélèvement.",
)


@pytest.mark.parametrize("text", AGENTS)
def test_it_holds_the_letter_of_who_acts_for_another(text: str) -> None:
    sender = "Sophie Le Goff <s.legoff@tiers.example>"
    found = read(f"Madame, Monsieur,\n\n{text}\n\nSophie Le Goff", From=sender)

    assert not found.auto_ack_allowed
    assert found.complainant is None or not found.complainant.email


@pytest.mark.parametrize(
    "text",
    [
        "Je conteste votre refus. J’agis seule, et j’attends votre réponse.",
        "Mon avocat me représente, mais c’est moi qui vous écris : je conteste.",
        "J’ai été mandatée par personne, je vous écris pour mon contrat.",
        "Nous intervenons souvent auprès de vous pour notre maison, sans réponse.",
    ],
)
def test_who_speaks_for_themselves_is_the_customer(text: str) -> None:
    sender = "Sophie Le Goff <s.legoff@boite.example>"
    found = read(f"Bonjour,\n\n{text}\n\nSophie Le Goff", From=sender)

    assert found.complainant == Person("Sophie Le Goff", "s.legoff@boite.example")
    assert found.auto_ack_allowed


def _letter(name: str) -> Understood:
    sender, text, _ = LETTERS[name]
    return read(f"Madame, Monsieur,\n\n{text}\n", From=sender, Subject="Votre cabinet")


@pytest.mark.parametrize("name", LETTERS)
def test_it_takes_no_office_for_the_customer(name: str) -> None:
    found = _letter(name)

    assert found.auto_ack_reason == LETTERS[name][2]
    assert found.complainant is None or not found.complainant.email
    assert found.hops[0] is None
    assert found.hops[1] in LETTERS[name][0]
    assert f"by_{found.capacity}" == found.auto_ack_reason


def test_it_proposes_the_customer_whom_an_office_names() -> None:
    for name in ("médiateur", "conseil", "association", "assureur", "tutelle"):
        assert _letter(name).complainant == Person("Pauline Vasseur", "")


def test_it_hears_an_office_through_a_forward() -> None:
    text = forward(
        "outlook-fr",
        name="Maître Prigent",
        email="contact@prigent.example",
        body="Ma cliente, Mme Pauline Vasseur, conteste votre refus.",
    )

    (finding,) = findings_of(read(text))

    assert finding.capacity == "lawyer"
    assert finding.hops == (
        ("Pauline Vasseur", ""),
        ("Maître Prigent", "contact@prigent.example"),
        ("Claire Marchand", CLAIRE),
    )


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (
            "Pauline Vasseur",
            "Je conteste. Mon avocat vous écrira, et je saisirai le médiateur, l’ACPR et UFC-Que Choisir.",
        ),
        ("Pauline Vasseur", "Je suis votre cliente depuis vingt ans et je conteste."),
        ("SCI Vasseur", "Nous contestons la hausse, comme notre principal client."),
        (
            "Pauline Vasseur",
            "Ma cliente me réclame 3 000 € et vous refusez ma garantie décennale.",
        ),
        ("Association Les Mouettes", "Notre association conteste sa cotisation."),
        ("Pauline Assurard", "L’assureur m’écrit que votre client conteste."),
        (
            "Jean Lemaitre",
            "Je conteste ce refus.\n\nJean Lemaitre\nCopie : Me Prigent, avocat",
        ),
        ("Pauline Vasseur", "J’écris au nom de ma mère, dont le sinistre est refusé."),
        ("Vasseur Expertise", "Nous contestons la cotisation de notre contrat."),
    ],
)
def test_it_answers_a_customer_who_speaks_of_offices(sender: str, text: str) -> None:
    found = read(text, From=f"{sender} <{PAULINE}>", Subject="Contestation")

    assert found.complainant == Person(sender, PAULINE)
    assert found.auto_ack_allowed


def test_it_takes_no_address_for_a_title() -> None:
    assert read("Je conteste.", From="me@boite.example").auto_ack_allowed


def test_it_holds_a_lawyer_s_own_complaint_and_proposes_them() -> None:
    text = "Je conteste la hausse de ma cotisation.\n\nAnne Prigent\nAvocate au barreau de Brest"

    found = read(text, From=f"Anne Prigent <{PAULINE}>", Subject="Contestation")

    assert found.complainant == Person("Anne Prigent", PAULINE)
    assert found.auto_ack_reason == Doubt.BY_LAWYER
