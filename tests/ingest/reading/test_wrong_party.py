"""A person who is surely not the customer is never « sûr », and their telephone is not the customer's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.reading.understand import understand
from models.analysis.doubts import Doubt
from tests.ingest.layouts import forward, mail, read
from tests.ingest.mails import CLAIRE, PAULINE, READING

NOTE = "Mme Vasseur a appelé : elle conteste le refus.\n\nClaire Marchand\nTél. 06 12 34 56 78"
OURS = "reclamations@marchand-courtage.example"
# From here on the dashboard says « sûr ».
SURE = 0.9


@pytest.mark.parametrize(
    "sender",
    [
        f"Claire Marchand <{CLAIRE}>",
        "Accueil <accueil@marchand-courtage.example>",
        "Extranet <extranet.nepasrepondre@horizon.example>",
        "Suivi <suivi-noreply@horizon.example>",
    ],
)
def test_it_is_not_sure_of_who_does_not_complain(sender: str) -> None:
    found = read("Un client conteste le refus de son dossier.", From=sender)

    assert found.confidence["complainant"] < SURE


def test_it_holds_a_colleague_s_own_words() -> None:
    house = replace(READING, own_addresses=frozenset({OURS}))

    found = understand(mail("Un client conteste.", To=OURS), house)

    assert found.auto_ack_reason == Doubt.COLLEAGUE


def test_it_takes_no_colleague_s_telephone_for_the_customer_s() -> None:
    assert "phone" not in read(NOTE).suggestions


def test_it_takes_no_forwarder_s_telephone_for_the_customer_s() -> None:
    body = "Je conteste.\n\nPauline Vasseur\nPortable : 06 98 76 54 32"
    signed = "À saisir.\n\n-- \nClaire Marchand\n06 98 76 54 32\n\n"
    text = forward("outlook-fr", body=body)

    assert read(text).suggestions["phone"] == "06 98 76 54 32"
    assert "phone" not in read(signed + text).suggestions


def test_it_answers_a_customer_who_sends_a_copy_to_their_own_house() -> None:
    found = read(
        "Je conteste le refus de mon dossier.",
        From=f"Pauline Vasseur <{PAULINE}>",
        Cc="comptabilite@boite.example",
        Subject="Contestation",
    )

    assert found.auto_ack_allowed
    assert found.confidence["complainant"] >= SURE
