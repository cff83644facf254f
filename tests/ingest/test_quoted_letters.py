"""Answers to our letter without a header that says so, and other desks' letters quoted."""

from __future__ import annotations

import pytest

from ingest.classify.kinds import Kind
from tests.ingest.mails import PAULINE
from tests.ingest.reading.test_people import COMPLAINT, read

DESK = "reclamations@marchand-courtage.example"
RECEIPT = "Nous accusons réception de votre réclamation"
OURS = f"{RECEIPT} enregistrée sous la référence R-2026-00050."
QUOTES = {
    "gmail": "Le lun. 9 mars 2026 à 09:00, Réclamations <{desk}> a écrit :\n\n> Bonjour,\n>\n> {letter}\n",
    "outlook": "De : Réclamations <{desk}>\nEnvoyé : lundi 9 mars 2026 09:00\nÀ : Pauline Vasseur <" + PAULINE + ">\nObjet : Accusé de réception\n\nBonjour,\n\n{letter}\n",
    "original": "-----Message d'origine-----\nDe : Réclamations <{desk}>\nEnvoyé : lundi 9 mars 2026 09:00\nÀ : Pauline Vasseur\nObjet : Accusé de réception\n\n{letter}\n",
    "apple": "> Le 9 mars 2026 à 09:00, Réclamations <{desk}> a écrit :\n>\n> {letter}\n",
    "yahoo": "Le lundi 9 mars 2026 à 09:00:12 UTC+1, Réclamations <{desk}> a écrit :\n\n{letter}\n",
    "english": "On Mon, 9 Mar 2026 at 09:00, Réclamations <{desk}> wrote:\n> {letter}\n",
    "german": "Am 09.03.2026 um 09:00 schrieb Réclamations <{desk}>:\n> {letter}\n",
}  # fmt: skip
THANKS = "Merci. J'ajoute que la fuite a repris.\n\nPauline Vasseur"


@pytest.mark.parametrize("letter", [OURS, RECEIPT])
@pytest.mark.parametrize("quote", QUOTES)
def test_an_answer_is_known_by_the_letter_it_quotes(quote: str, letter: str) -> None:
    text = f"{THANKS}\n\n{QUOTES[quote].format(desk=DESK, letter=letter)}"

    found = read("Re: Accusé de réception", text)

    assert found.kind is Kind.FOLLOW_UP
    assert not found.auto_ack_allowed
    assert found.reply_text.startswith("Merci. J'ajoute")


@pytest.mark.parametrize("quote", QUOTES)
def test_a_short_answer_under_another_subject_is_one(quote: str) -> None:
    text = f"Bien reçu, merci.\n\n{QUOTES[quote].format(desk=DESK, letter=OURS)}"

    assert read("Accusé de réception", text).kind is Kind.FOLLOW_UP


@pytest.mark.parametrize("desk", [DESK, "service@horizon-mutuelle.example"])
@pytest.mark.parametrize("quote", QUOTES)
def test_a_new_complaint_may_quote_a_letter(quote: str, desk: str) -> None:
    text = f"{COMPLAINT}\n\n{QUOTES[quote].format(desk=desk, letter=OURS)}"

    found = read("Nouvelle réclamation (autre contrat)", text)

    assert found.kind is Kind.COMPLAINT
    assert found.complainant
    assert found.complainant.email == PAULINE
    assert found.auto_ack_allowed


def test_a_third_persons_complaint_quoted_waits() -> None:
    text = f"Voir ci-dessous.\n\n{QUOTES['gmail'].format(desk='omar@boite.example', letter='Je conteste.')}"

    assert not read("Pour information", text).auto_ack_allowed


def test_header_lines_that_an_answer_quotes_are_no_form() -> None:
    quoted = (
        "-------- Message d'origine --------\n"
        f"De : Omar Bensaïd <omar@boite.example>\nDate : 23/06/24 10:46\n"
        f"À : {PAULINE} Objet : Omar vous a envoyé un message !\n"
    )

    found = read("Re: Votre dossier", f"{COMPLAINT}\n\n{quoted}")

    assert found.complainant
    assert found.complainant.email == PAULINE
    assert found.hops == (PAULINE,)
