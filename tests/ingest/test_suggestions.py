"""Proposals of a complaint, from which words, and when there are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.suggestions import FIELDS, cases, count
from ingest.proposals.motifs import CONTEXT, MEANS, MOTIFS
from ingest.proposals.products import PRODUCTS
from ingest.proposals.scoring import find_phone, suggest
from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.rows import vocabularies
from tests.ingest.mails import READING, read

# What was measured the day the tables were made (docs/measurements.md), a little less.
PRECISE = {"motif": 0.9, "product": 0.95, "priority": 0.85, "phone": 1.0}
FOUND = {"motif": 0.9, "product": 0.9, "priority": 0.9, "phone": 0.9}


@pytest.mark.parametrize("field", FIELDS)
def test_it_is_mostly_right(field: str) -> None:
    values = count()

    right, proposed = values[field, "right"], values[field, "proposed"]
    assert right / proposed >= PRECISE[field]
    assert right / values[field, "wanted"] >= FOUND[field]


def test_it_has_complaints_enough_to_say_so() -> None:
    assert len(cases()) >= 40


def test_it_proposes_nothing_but_what_the_forms_know() -> None:
    auxiliary = {"", CONTEXT, *MEANS}
    assert set(MOTIFS) - auxiliary <= set(vocabularies.MOTIFS)
    assert {motif for pair in MEANS.values() for motif in pair} <= set(
        vocabularies.MOTIFS
    )
    assert set(PRODUCTS) - auxiliary <= set(vocabularies.PRODUCTS)


def test_it_gives_the_words_it_comes_from() -> None:
    found = suggest("", "Vous REFUSEZ de prendre en charge ma voiture volee.")

    assert found.values["motif"] == "claim_refused"
    assert "« refusez de prendre en charge »" in found.evidence["motif"]
    assert "voiture" in found.evidence["product"]
    assert 0 < found.confidence["motif"] <= 0.85


def test_it_proposes_nothing_of_thin_words() -> None:
    assert suggest("Bonjour", "Je ne suis pas content, rappelez-moi.").values == {}


def test_it_takes_no_word_alone_for_an_expression() -> None:
    found = suggest("", "Le remboursement de vos conseillers commerciaux.")

    assert {"motif", "product"}.isdisjoint(found.values)


def test_it_waits_where_two_things_are_said_alike() -> None:
    found = suggest("", "Contre-expertise. Démarchage.")

    assert "motif" not in found.values


@pytest.mark.parametrize(
    ("words", "priority"),
    [
        ("Je saisirai le tribunal.", "high"),
        ("J'alerterai 60 Millions de consommateurs.", "high"),
        ("Ceci est ma troisième relance.", "high"),
        ("Mes lettres sont restées sans réponse.", "high"),
        ("Ma mère est sous tutelle.", "high"),
        ("On m'a pris 15 000 €.", "high"),
        ("Je saisirai la DGCCRF. Ma mère a 84 ans.", "critical"),
        ("Vous pouvez saisir le médiateur.", None),
        ("Sans réponse sous huit jours je serai déçu.", None),
        ("Mon assureur de protection juridique, 3 000 €.", None),
    ],
)
def test_it_hears_what_is_urgent(words: str, priority: str | None) -> None:
    assert suggest("", words).values.get("priority") == priority


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Appelez-moi au 06 12 34 56 78.", "06 12 34 56 78"),
        ("Tél. : +33 (0)1 23 45 67 89", "+33 (0)1 23 45 67 89"),
        ("0690.12.34.56", "0690.12.34.56"),
        ("Fax : 01 23 45 67 89", None),
        ("contrat n° 06 12 34 56 78", None),
        ("le service client (01 23 45 67 89) ne répond pas", None),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", None),
        ("06 12 34 56 78 ou 06 87 65 43 21", None),
    ],
)
def test_it_finds_the_number_of_the_writer(words: str, number: str | None) -> None:
    found = find_phone(words)

    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    ("words", "insurer"),
    [
        ("Allianz me renvoie aux conditions générales d’Allianz.", "Allianz"),
        ("SwissLife ne paie pas.", "Swiss Life"),
        ("Les assurances du Crédit Mutuel se taisent.", "ACM"),
        ("J’ai signé chez April pour ma moto.", "April"),
        # A month, and a stem that is Generali's too.
        ("My letter of 15 April 2025", None),
        ("Vos conditions générales sont illisibles.", None),
        # Two insurers named alike: a person knows which.
        ("L’expert d’AXA contre celui de la MAIF.", None),
        ("AXA refuse, AXA se tait, la MAIF a payé.", "AXA"),
    ],
)
def test_it_names_an_insurer_that_the_market_knows(
    words: str, insurer: str | None
) -> None:
    assert suggest("", words).values.get("insurer") == insurer


def test_it_reads_the_telephone_of_a_form() -> None:
    form = (
        "From: Site <site@courtage.example>\r\nTo: c@d.example\r\n"
        "Subject: Nouveau message\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Nom : Ana Gil\r\nE-mail : ana@boite.example\r\nTéléphone : 01 23 45 67 89\r\n"
        "Message : Je conteste votre réponse.\r\n"
    )

    found = understand(form.encode(), READING)

    assert found.suggestions["phone"] == "01 23 45 67 89"


def test_it_tells_the_draft() -> None:
    found = findings_of(read("outlook_fr"))[0]

    assert found.suggestions == found.understanding["suggestions"] != {}
    assert set(found.suggestions) <= set(found.understanding["evidence"])


@pytest.mark.parametrize(
    "words", ["refuse x y ", "de ", "refuse de la ", "0 33 ", "123 456 ", "\n"]
)
def test_no_words_end_their_reader(
    words: str, read_apart: Callable[[bytes], Understood]
) -> None:
    subject = " ".join((words * 10_000).split())
    mail = f"From: a@b.example\r\nSubject: {subject}\r\n\r\n{words * 100_000}"

    assert read_apart(mail.encode()).rule != "failed"
