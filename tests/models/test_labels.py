"""Every code that people see has its French words."""

from __future__ import annotations

from enum import StrEnum

import pytest

from models.law.deadlines import Regime
from models.rows import vocabularies
from models.rows.complaint import ORAL_CHANNELS, Complaint, Status
from models.rows.letter import LetterState

TABLES = {
    name: table
    for name, table in vars(vocabularies).items()
    if name.isupper() and isinstance(table, dict)
}


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (Status, vocabularies.STATUSES),
        (Regime, vocabularies.REGIMES),
        (LetterState, vocabularies.LETTER_STATES),
    ],
)
def test_it_has_words_for_each_code(
    codes: type[StrEnum], table: dict[str, str]
) -> None:
    assert set(table) == set(codes)


@pytest.mark.parametrize("name", TABLES)
def test_it_keeps_codes_and_words_apart(name: str) -> None:
    for code, words in TABLES[name].items():
        assert code.isascii()
        assert code == code.lower()
        assert words == words.strip()
        assert words[:1] == words[:1].upper()
        assert bool(words) == bool(code)


def test_it_knows_the_five_statuses() -> None:
    items = ["Nouvelle", "En cours", "En attente", "Résolue", "Clôturée"]

    assert list(vocabularies.STATUSES.values()) == items


def test_it_has_the_whole_vocabulary_of_the_register() -> None:
    sizes = {name: len(table) for name, table in TABLES.items()}

    assert (sizes["CHANNELS"], sizes["MOTIFS"], sizes["PRODUCTS"]) == (10, 16, 19)
    assert sizes["PRIORITIES"] == 4
    assert set(vocabularies.CHANNELS) > ORAL_CHANNELS


def test_it_knows_the_defaults_of_a_complaint() -> None:
    columns = Complaint.__table__.columns

    assert columns["channel"].default.arg in vocabularies.CHANNELS
    assert columns["priority"].default.arg in vocabularies.PRIORITIES
