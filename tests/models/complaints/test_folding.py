"""A search compares words without case, accents or typographic variants."""

from __future__ import annotations

import pytest

from models.base.folding import fold, haystack, number_pattern, patterns


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Élodie LŒUVRE", "elodie loeuvre"),
        ("  deux   espaces insécables ", "deux espaces insecables"),
        ("d’Été", "d'ete"),
        ("Straße", "strasse"),
        ("n° 4 « Ǻ » \u0591\u034f", "n° 4 « a » \u034f"),
    ],
)
def test_it_folds(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_it_finds_a_number_however_it_is_spaced() -> None:
    kept = haystack([], ["AB 12-34/56"])

    assert all(form in kept for form in ("ab 12-34/56", "ab123456"))
    assert number_pattern("AB.123 456") == "%ab123456%"


def test_words_alone_are_not_read_as_a_number() -> None:
    assert number_pattern("jeanne martin") is None


def test_a_wildcard_is_a_letter_like_any_other() -> None:
    assert patterns("50%_\\") == ["%50\\%\\_\\\\%"]
