"""The demo's mails are what they are meant to be, and of today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime

import pytest

from cli.demo import samples
from ingest.reading.understand import Reading, understand
from ingest.reading.understood import Understood

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READING = Reading(("in.reclampro.example",), samples.PARIS)
ANSWERED = {
    "message_id": "<ack.1@in.reclampro.example>",
    "subject": "Accusé",
    "envelope_from": "ponant+b@in.reclampro.example",
    "sender": "ponant@in.reclampro.example",
    "quoted_on": "23/11/2026 à 09:00",
}
# Who complains in each, or the kind of mail when nobody does.
EXPECTED = {
    "01-outlook.eml": "martine.delcourt@courriel.example",
    "02-gmail.eml": "karim.benali@courriel.example",
    "03-apple-mail.eml": "contact@boulangerie-sauvage.example",
    "04-thunderbird.eml": "b.fontaine@boite-fermee.example",
    "05-orange.eml": "annick.kerbrat@courriel.example",
    "06-direct.eml": "lucie.marchal@courriel.example",
    "07-piece-jointe.eml": "samuel.okafor@courriel.example",
    "08-photos.eml": "maelle.riou@courriel.example",
    "09-absence.eml": "auto_reply",
    "10-lettre-information.eml": "list",
    "11-illisible.eml": "unreadable",
    "12-outlook-web.eml": "direction@garage-morvan.example",
    "13-en-retard.eml": "therese.vidal@courriel.example",
    "14-gmail-ponant.eml": "denis.prigent@courriel.example",
}


def _understand(name: str) -> Understood:
    return understand(samples.fill(name, NOW, ANSWERED), READING)


def test_it_has_fourteen_that_travel_at_once() -> None:
    assert samples.names() == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_it_is_understood_as_meant(name: str) -> None:
    found = _understand(name)
    who = found.complainant.email if found.complainant else found.kind

    assert who == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("01-outlook.eml", ["devis-plafond.pdf"]),
        ("03-apple-mail.eml", ["vitrine.jpg"]),
        ("07-piece-jointe.eml", ["rib.pdf"]),
        ("08-photos.eml", ["devis couvreur n° 12.pdf", "toiture.jpg"]),
    ],
)
def test_it_carries_its_documents(name: str, files: list[str]) -> None:
    assert sorted(a.filename for a in _understand(name).attachments) == files


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"13-en-retard.eml"}))
def test_it_is_of_these_days(name: str) -> None:
    message = message_from_bytes(samples.fill(name, NOW))
    age = NOW - parsedate_to_datetime(message["Date"])

    assert timedelta(minutes=4) < age < timedelta(days=5)


def test_it_has_one_that_comes_too_late() -> None:
    sent = _understand("13-en-retard.eml").sent_at

    assert timedelta(days=23) < NOW - sent < timedelta(days=25)


def test_it_answers_a_letter_of_ours() -> None:
    assert _understand("15-suite.eml").in_reply_to == ANSWERED["message_id"]


def test_it_returns_a_letter_of_ours() -> None:
    found = _understand("16-retour.eml")

    assert found.kind == "bounce"
    assert found.bounce is not None
    assert found.bounce.recipients == ("b.fontaine@boite-fermee.example",)


@pytest.mark.parametrize("name", sorted([*EXPECTED, *samples.FOLLOW_UPS]))
def test_it_leaves_no_mark_unfilled(name: str) -> None:
    assert b"%%" not in samples.fill(name, NOW, ANSWERED)
