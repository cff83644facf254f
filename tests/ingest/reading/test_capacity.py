"""Professionals who write, from a name and the last lines of a letter."""

from __future__ import annotations

import pytest

from ingest.proposals.scoring import find_professional
from ingest.reading.understand import understand
from models.rows import vocabularies
from tests.ingest.mails import READING, read

COMPANIES = [
    ("SARL Toitures du Midi", ""),
    ("Toitures du Midi S.A.R.L.", ""),
    ("SCI Les Tilleuls", ""),
    ("Garage Moreau", ""),
    ("Boulangerie Sauvage", ""),
    ("Ets Dupuis", ""),
    ("Moreau et fils SAS", ""),
    ("Élodie Sauvage", "Je conteste.\nÉlodie Sauvage, gérante"),
    ("Luc Moreau", "Luc Moreau\nchef d’entreprise"),
    ("Luc Moreau", "Cordialement,\nLuc Moreau\nMoreau SAS, SIRET 123 456 789 00012"),
]
PEOPLE = [
    ("Jeanne Martin", "Je conteste.\nJeanne Martin"),
    ("Sabine Sas", "Cordialement,\nSabine Sas"),
    ("Sci Martin", ""),
    ("Paul Girard", "sa voiture\nm’a coûté cher"),
    # What the letter speaks of is not who writes it.
    ("Jeanne Martin", "Le garage Moreau SAS a tardé.\n" + "…\n" * 8 + "J. Martin"),
    ("Jeanne Martin", "Le garage m’a rendu l’auto.\nJeanne Martin"),
    ("Martine Delcourt", "J’attends l’artisan\nMartine Delcourt"),
    ("Paul Girard", "L’artisan de votre réseau\nn’est jamais venu"),
    ("", ""),
]
COMPANY = """From: SARL Toitures du Midi <contact@toitures.example>
To: reclamations@cabinet.example
Subject: Refus de garantie
Date: Fri, 20 Nov 2026 10:00:00 +0100
Content-Type: text/plain; charset=utf-8

Bonjour,

Je conteste le refus de garantie de notre chantier de Lunel.

Marc Fabre, gérant
""".encode()


@pytest.mark.parametrize(("name", "closing"), COMPANIES)
def test_it_hears_a_professional(name: str, closing: str) -> None:
    assert find_professional(name, closing)


@pytest.mark.parametrize(("name", "closing"), PEOPLE)
def test_it_hears_a_person(name: str, closing: str) -> None:
    assert find_professional(name, closing) == ()


def test_a_mail_proposes_it_with_its_words() -> None:
    understood = understand(COMPANY, READING)

    assert understood.suggestions["reclamant_type"] in vocabularies.RECLAMANT_TYPES
    assert understood.evidence["reclamant_type"] == "« SARL », « gérant »"
    assert 0 < understood.confidence["reclamant_type"] <= 0.85
    assert "reclamant_type" not in read("direct").suggestions
