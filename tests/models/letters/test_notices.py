"""Our own words: gathered, ordered, and with a link that is not broken."""

from __future__ import annotations

from datetime import date

import pytest

from models.letters import accounts, notice_text
from models.letters.facts import Text
from models.letters.notice_text import NoticeKind, NoticeLine

LINK = "https://reclampro.example/brouillons?a=1&b=" + "x" * 80

WAITING = NoticeLine(NoticeKind.DRAFT_WAITING, "D-7K3M9Q", date(2026, 12, 4))
WAITING_LESS = NoticeLine(NoticeKind.DRAFT_WAITING, "D-3CCCCC", date(2026, 12, 1))
LAST_DAY = NoticeLine(NoticeKind.ACK_D1, "D-9GHJKM", date(2026, 11, 24))


def test_it_gathers_the_most_pressing_first() -> None:
    text = notice_text.digest("Le Phare", [WAITING, WAITING_LESS, LAST_DAY], LINK)
    order = [text.body.index(mark) for mark in ("D-9GHJKM", "D-3CCCCC", "D-7K3M9Q")]

    assert text.subject == "3 points à voir dans vos réclamations"
    assert order == sorted(order)
    assert text.body.count("RÉCLAMATION À CONFIRMER") == 1
    assert (
        "- D-3CCCCC, au plus tard le mardi 1er décembre 2026\n- D-7K3M9Q" in text.body
    )
    assert f"\n{LINK}\n" in text.body
    assert "«\u00a0Le Phare\u00a0»" in text.body


def test_it_says_a_single_notice_in_the_subject() -> None:
    text = notice_text.digest("Le Phare", [WAITING], LINK)

    assert text.subject == "Réclamation à confirmer"


@pytest.mark.parametrize("kind", NoticeKind)
def test_it_has_words_for_each_kind(kind: NoticeKind) -> None:
    text = notice_text.digest("Le Phare", [NoticeLine(kind, "D-7K3M9Q")], LINK)

    assert len(text.subject) > 15
    assert "- D-7K3M9Q\n" in text.body


def test_it_tells_nobody_of_nothing() -> None:
    with pytest.raises(ValueError, match="no notice"):
        notice_text.digest("Le Phare", [], LINK)


@pytest.mark.parametrize(
    ("text", "expiry"),
    [
        (accounts.password_reset("Léa", LINK, 30), "30 minutes"),
        (accounts.verify_address("Léa", "Le Phare", LINK, 48), "48 heures"),
        (accounts.invitation("Léa", "Le Phare", LINK, 7), "7 jours"),
        (accounts.password_changed("Léa", "2 mars à 9 h", LINK), "2 mars à 9 h"),
        (
            accounts.new_device("Léa", "Safari sur Mac", "2 mars", LINK),
            "Safari sur Mac",
        ),
    ],
)
def test_it_gives_one_link_that_expires(text: Text, expiry: str) -> None:
    assert text.body.startswith("Bonjour Léa,\n")
    assert text.body.count(LINK) == 1
    assert f"\n{LINK}\n" in text.body
    assert expiry in text.body
    assert text.subject


def test_it_greets_who_has_no_name_yet() -> None:
    text = accounts.invitation("", "Le Phare", LINK, 7)

    assert text.body.startswith("Bonjour,\n")
    assert text.subject == "Le Phare vous invite sur ReclamPro"


def test_it_says_which_cabinet_asks_for_an_address() -> None:
    text = accounts.verify_address("", "Le Phare", LINK, 72)

    assert text.subject == "Confirmer votre adresse pour Le Phare"
    assert "Le Phare vous demande de confirmer" in text.body


def test_it_says_that_a_letter_came_back_in_plain_words() -> None:
    line = NoticeLine(NoticeKind.LETTER_BOUNCED, "D-7K3M9Q")

    text = notice_text.digest("Le Phare", [line], LINK)

    assert text.subject == "Accusé de réception non remis (retour du serveur)"


def test_an_address_counts_once_it_is_confirmed() -> None:
    text = accounts.verify_address("", "Le Phare", LINK, 72)

    assert "Une fois l’adresse confirmée, les réclamations" in text.body
