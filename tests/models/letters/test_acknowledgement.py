"""Thirty-six letters of different cases: what each must say, and what it must never say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from models.base.french import long_date
from models.law.deadlines import Regime
from models.letters.facts import Confirmed, Mediator
from tests.models.letters.facts import (
    CABINET,
    CONFIRMED,
    DATES,
    MEDIATOR,
    REFERENCE,
    WRITTEN_ON,
    letter,
)

NB = "\u00a0"
BY = "au plus tard le mercredi 20 janvier 2027"
OPENS = "à compter du jeudi 21 janvier 2027"
UNTIL = "soit jusqu’au samedi 20 novembre 2027"
SORRY = "nous vous prions de nous en excuser"
REPLY = "répondez à ce message sans en changer l’objet"
CHOICE = "votre choix est définitif pour ce litige"
CONSUMERS = "Le médiateur de la consommation n’est ouvert qu’aux particuliers."
COURT = "Vous conservez le droit d’agir en justice."
YEAR = "dans l’année qui suit"
PASSED = (
    f"élai d’un an pour saisir le médiateur est passé{NB}; "
    "le médiateur peut refuser votre demande. " + COURT
)
OPEN_TO_ALL = replace(MEDIATOR, accepts_professionals=True)
AMF_ONLY = Mediator("Médiateur de l’AMF", "Paris", "https://www.amf-france.org")
CM2C = Mediator("CM2C", "49 rue de Ponthieu\n75008 Paris", "www.cm2c.net")
UNDATED = replace(DATES, sent_is_estimated=True)
SAID = replace(DATES, received_is_confirmed=True)
TARDY, LATE, OVER = date(2026, 12, 3), date(2027, 1, 21), date(2027, 11, 22)

# The facts that differ from the usual ones; what the letter says; what it never says.
Case = tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]
FACTS: dict[str, Case] = {
    "receipt": (
        {},
        (
            "votre message du vendredi 20 novembre 2026",
            "Une personne du cabinet le lit et vous répond.",
            f"S’il s’agit d’une réclamation, vous recevrez notre réponse écrite dès que possible, et {BY}",
            REPLY,
            "une fois passé le délai indiqué plus haut",
            "Ce recours n’est ouvert qu’aux particuliers.",
        ),
        ("mécontentement", SORRY, "excuser", "2027,"),
    ),
    "receipt, last day": ({"written_on": date(2026, 12, 2)}, (BY,), ("excuser",)),
    "receipt, tardy": (
        {"written_on": TARDY},
        ("Nous vous prions de nous excuser de ne vous l’écrire qu’aujourd’hui.", BY),
        (SORRY,),
    ),
    "receipt, answer overdue": (
        {"written_on": LATE},
        (f"vous était due {BY}", SORRY, "vous pouvez dès maintenant saisir"),
        ("vous recevrez notre réponse", "qu’aujourd’hui"),
    ),
    "receipt, over a year": (
        {"written_on": OVER},
        ("S’il s’agit d’une réclamation, le d" + PASSED, "TSA 50110"),
        (YEAR, "dès maintenant"),
    ),
    "receipt, undated": (
        {"dates": UNDATED},
        (
            "votre message, enregistré",
            "et dans les deux mois qui suivent l’envoi de votre message.",
        ),
        ("2027", "vendredi 20"),
    ),
    "receipt, undated and overdue": (
        {"dates": UNDATED, "written_on": LATE},
        ("vous était due dans les deux mois", SORRY),
        ("20 janvier", "vendredi 20"),
    ),
    "receipt with a page of information": (
        {"cabinet": replace(CABINET, info_url="https://cabinet.example/r")},
        (f"coordonnées du médiateur{NB}: https://cabinet.example/r",),
        ("Médiation", "TSA 50110"),
    ),
    "receipt on paper": (
        {"on_paper": True, "postal_address": "3 rue Haute\n69001 Lyon"},
        ("écrivez-nous à l’adresse du cabinet",),
        ("répondez", "3 rue Haute"),
    ),
    "receipt to a professional": (
        {"is_professional": True},
        (CONSUMERS + " " + COURT,),
        ("TSA 50110", YEAR, "gratuit"),
    ),
    "receipt, mediator open to all": (
        {"cabinet": replace(CABINET, mediator=OPEN_TO_ALL)},
        ("saisir gratuitement le médiateur",),
        ("particuliers",),
    ),
    "receipt, investment advice": (
        {"regime": Regime.AMF},
        ("17 place de la Bourse", "TSA 50110", CHOICE),
        ("Budapest",),
    ),
    "receipt without ORIAS number": (
        {"cabinet": replace(CABINET, orias="")},
        ("Cabinet Müller Assurances\nreclamations@",),
        ("ORIAS", "orias"),
    ),
    "receipt without telephone": (
        {"cabinet": replace(CABINET, contact_phone="")},
        ("reclamations@cabinet.example\n",),
        ("04 78",),
    ),
    "acknowledgement": (
        {"confirmed": CONFIRMED, "is_professional": False},
        (
            "\n\nJeanne Martin\n\nMadame, Monsieur,\n",
            "Vous nous avez fait part de votre mécontentement, et nous le prenons au sérieux.",
            "réclamation du vendredi 20 novembre 2026, enregistrée sous la référence",
            f"Elle a pour objet «{NB}Refus de garantie dégât des eaux{NB}» (contrat n°{NB}AX-4471).",
            "Une personne du cabinet l’examine.",
            f"une réponse écrite et motivée dès que possible, et {BY}.",
            "ce délai n’en sera pas allongé",
            REPLY,
            OPENS,
            UNTIL,
            "si aucun juge n’a été saisi",
            f"ORIAS n°{NB}07001585 – www.orias.fr",
        ),
        ("reçue le", "particuliers", "S’il s’agit", "automatique", SORRY),
    ),
    "acknowledgement by its handler": (
        {"confirmed": CONFIRMED, "handler": "Camille Roux"},
        ("Camille Roux l’examine.", "\nCamille Roux\nCabinet Müller"),
        ("Une personne du cabinet", "Service réclamations"),
    ),
    "acknowledgement, nothing known but the mail": (
        {"confirmed": Confirmed()},
        ("nous le prenons au sérieux", OPENS),
        ("Jeanne", "Elle a", "Elle concerne", "contrat"),
    ),
    "acknowledgement of a claim": (
        {"confirmed": Confirmed("Ana Paz", "", "", "S-12")},
        (f"Elle concerne le sinistre n°{NB}S-12.",),
        ("contrat",),
    ),
    "acknowledgement of both without a subject": (
        {"confirmed": Confirmed("Ana Paz", "C-3", "", "S-12")},
        (f"Elle concerne le contrat n°{NB}C-3 et le sinistre n°{NB}S-12.",),
        (),
    ),
    "acknowledgement of a contract and a claim": (
        {"confirmed": Confirmed("Ana Paz", "C-3", "Où en est-on ?", "S-12")},
        (f"«{NB}Où en est-on{NB}?{NB}» (contrat n°{NB}C-3, sinistre n°{NB}S-12).",),
        (),
    ),
    "acknowledgement, reception confirmed": (
        {"confirmed": CONFIRMED, "dates": SAID},
        (
            "du vendredi 20 novembre 2026, reçue le lundi 23 novembre 2026 et enregistrée",
        ),
        (),
    ),
    "acknowledgement, received the day it was sent": (
        {"confirmed": CONFIRMED, "dates": replace(SAID, received_on=DATES.sent_on)},
        ("du vendredi 20 novembre 2026, enregistrée",),
        ("reçue le",),
    ),
    "acknowledgement, undated": (
        {"confirmed": CONFIRMED, "dates": UNDATED},
        (
            "votre réclamation, enregistrée",
            "dans les deux mois qui suivent l’envoi de votre réclamation.",
            "une fois passé le délai indiqué plus haut",
            "l’année qui suit votre réclamation écrite, si aucun juge",
        ),
        ("2027", "vendredi 20", "reçue le"),
    ),
    "acknowledgement, undated but received": (
        {"confirmed": CONFIRMED, "dates": replace(SAID, sent_is_estimated=True)},
        ("votre réclamation reçue le lundi 23 novembre 2026 et enregistrée",),
        ("2027", "vendredi 20"),
    ),
    "acknowledgement, tardy": (
        {"confirmed": CONFIRMED, "written_on": TARDY},
        (f"Cet accusé de réception vous parvient tard{NB}; {SORRY}.", BY, OPENS),
        (),
    ),
    "acknowledgement on the last day of the answer": (
        {"confirmed": CONFIRMED, "written_on": date(2027, 1, 20)},
        (BY, OPENS),
        ("dès maintenant", "vous était due"),
    ),
    "acknowledgement, answer overdue": (
        {"confirmed": CONFIRMED, "written_on": LATE, "handler": "Camille Roux"},
        (
            f"vous était due {BY}{NB}; ce délai est passé, et {SORRY}.",
            "Camille Roux examine votre réclamation en priorité",
            "Vous pouvez dès maintenant saisir gratuitement le médiateur",
            UNTIL,
        ),
        ("Vous recevrez", OPENS, "parvient tard", "allongé"),
    ),
    "acknowledgement, undated and overdue": (
        {"confirmed": CONFIRMED, "dates": UNDATED, "written_on": LATE},
        ("vous était due dans les deux mois", "dès maintenant"),
        ("20 janvier", "novembre 2027"),
    ),
    "acknowledgement, the year's last day": (
        {"confirmed": CONFIRMED, "written_on": date(2027, 11, 20)},
        ("dès maintenant", UNTIL),
        ("est passé\u00a0; le médiateur",),
    ),
    "acknowledgement, over a year": (
        {"confirmed": CONFIRMED, "written_on": OVER},
        ("Médiation – Le d" + PASSED, f"Coordonnées du médiateur{NB}:\n- La Médiation"),
        (YEAR, "dès maintenant", UNTIL, "gratuit"),
    ),
    "acknowledgement to a professional": (
        {"confirmed": CONFIRMED, "is_professional": True},
        (CONSUMERS + " " + COURT, BY),
        ("TSA 50110", YEAR, OPENS, "gratuit"),
    ),
    "acknowledgement to a professional, mediator open to all": (
        {
            "confirmed": CONFIRMED,
            "is_professional": True,
            "cabinet": replace(CABINET, mediator=OPEN_TO_ALL),
        },
        ("qui accepte les demandes des professionnels", OPENS, "TSA 50110"),
        (YEAR, "consommation", "gratuit", "particuliers"),
    ),
    "acknowledgement to a professional over a year": (
        {
            "confirmed": CONFIRMED,
            "is_professional": True,
            "written_on": OVER,
            "cabinet": replace(CABINET, mediator=OPEN_TO_ALL),
        },
        ("dès maintenant saisir ce médiateur",),
        (YEAR, "délai d’un an"),
    ),
    "acknowledgement, investment advice, two mediators": (
        {
            "confirmed": CONFIRMED,
            "regime": Regime.AMF,
            "is_professional": False,
            "cabinet": replace(CABINET, mediator=CM2C),
        },
        (
            "- Médiateur de l’AMF, 17 place de la Bourse, 75082 Paris Cedex 02",
            "- CM2C, 49 rue de Ponthieu, 75008 Paris, www.cm2c.net",
            f"l’un des deux médiateurs suivants ({CHOICE}){NB}:",
            OPENS,
        ),
        ("le médiateur\u00a0:",),
    ),
    "acknowledgement, investment advice, the public mediator": (
        {
            "confirmed": CONFIRMED,
            "regime": Regime.AMF,
            "cabinet": replace(CABINET, mediator=AMF_ONLY),
        },
        (f"le médiateur{NB}:\n- Médiateur de l’AMF",),
        (CHOICE, "17 place"),
    ),
    "acknowledgement, investment advice, a professional": (
        {
            "confirmed": CONFIRMED,
            "regime": Regime.AMF,
            "is_professional": True,
            "cabinet": replace(
                CABINET, mediator=replace(CM2C, accepts_professionals=True)
            ),
        },
        ("- CM2C",),
        ("17 place", CHOICE),
    ),
    "acknowledgement on paper": (
        {
            "confirmed": CONFIRMED,
            "on_paper": True,
            "postal_address": "3 rue Haute\r\n\n69001 Lyon",
        },
        (
            "\n\nJeanne Martin\n3 rue Haute\n69001 Lyon\n",
            "écrivez-nous à l’adresse du cabinet ou à reclamations@cabinet.example, "
            f"en rappelant la référence {REFERENCE}",
        ),
        ("répondez", "ce message"),
    ),
    "acknowledgement with a privacy page": (
        {
            "confirmed": CONFIRMED,
            "cabinet": replace(CABINET, privacy_url="https://cabinet.example/p"),
        },
        (f"En savoir plus{NB}: https://cabinet.example/p\n",),
        (),
    ),
    "acknowledgement by a one-person cabinet": (
        {
            "confirmed": CONFIRMED,
            "cabinet": replace(CABINET, name="Léa Fort", contact_name="Léa Fort"),
        },
        ("distinguées.\n\nLéa Fort – ORIAS",),
        ("Léa Fort\nLéa Fort – ORIAS",),
    ),
}
ALL = pytest.mark.parametrize("name", FACTS)
DATE = re.compile(
    r"(au plus tard le|à compter du|jusqu’au) (\w+ \w+ \w+ \d{4})", re.UNICODE
)


def body_of(name: str) -> str:
    return letter(**FACTS[name][0]).body


@ALL
def test_it_says(name: str) -> None:
    body = body_of(name)

    assert [words for words in FACTS[name][1] if words not in body] == []


@ALL
def test_it_never_says(name: str) -> None:
    body = body_of(name)

    assert [words for words in FACTS[name][2] if words in body] == []


@ALL
def test_it_names_the_cabinet_the_day_the_reference_and_what_becomes_of_data(
    name: str,
) -> None:
    changes = FACTS[name][0]
    cabinet = changes.get("cabinet", CABINET)
    body, day = body_of(name), long_date(changes.get("written_on", WRITTEN_ON))

    assert body.startswith(
        f"{cabinet.name}\n12 rue des Lilas\n69003 Lyon\n\nLe {day}\n"
    )
    assert f"sous la référence {REFERENCE}." in body
    assert "intérêt légitime" in body
    assert "à l’assureur ou à l’établissement concerné" in body


@ALL
def test_it_is_neat_french(name: str) -> None:
    body = body_of(name)

    for blemish in (" :", " ;", " !", " ?", " »", "« ", "  ", "\n\n\n", " \n", " ,"):
        assert blemish not in body
    for word in ("{", "}", "None", "ouvrés", "odr", "ec.europa.eu", "’’", ".."):
        assert word not in body
    headings = [line for line in body.splitlines() if line.isupper()]
    assert headings == []


@ALL
def test_it_opens_with_a_sentence_and_closes_with_rights(name: str) -> None:
    paragraphs = body_of(name).strip().split("\n\n")

    assert paragraphs[-1].startswith("Vos données – ")
    assert paragraphs[-2].startswith(("Médiation – ", "Réclamations – "))
    assert "autorité de contrôle" not in body_of(name).lower()


@ALL
def test_a_receipt_never_calls_a_question_a_complaint(name: str) -> None:
    body, is_receipt = body_of(name), "confirmed" not in FACTS[name][0]

    assert ("votre réclamation" in body) is not is_receipt
    assert ("S’il s’agit d’une réclamation" in body) is is_receipt


@ALL
def test_it_announces_no_day_that_has_passed(name: str) -> None:
    written_on = FACTS[name][0].get("written_on", WRITTEN_ON)
    body = re.sub(r"était due au plus tard le [^;]*", "", body_of(name))
    coming = {long_date(written_on + timedelta(days=n)) for n in range(400)}

    assert [found[2] for found in DATE.finditer(body) if found[2] not in coming] == []


def test_it_is_at_least_thirty_letters() -> None:
    assert len({body_of(name) for name in FACTS}) == len(FACTS) >= 30


def test_it_bears_the_reference_in_its_subject() -> None:
    assert letter().subject == f"Votre message {REFERENCE}{NB}: accusé de réception"
    assert (
        letter(confirmed=CONFIRMED).subject
        == f"Votre réclamation {REFERENCE}{NB}: accusé de réception"
    )


def test_it_keeps_a_confirmed_value_on_one_line_and_as_it_is() -> None:
    hostile = Confirmed("A\r\nBcc: x@y", "{{ cabinet.orias }}", "x\u202ey\u2028z & <b>")

    body = letter(confirmed=hostile).body

    assert "\n\nA Bcc: x@y\n\n" in body
    assert "{{ cabinet.orias }}" in body
    assert f"«{NB}x y z & <b>{NB}»" in body
