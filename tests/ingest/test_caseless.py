"""Text without capitals is what a pattern that ignores case would find."""

from __future__ import annotations

import re

import pytest

from ingest.text.lines import caseless

LETTERS = [chr(code) for code in range(0x3000)]


def test_it_changes_letter_for_letter() -> None:
    assert [letter for letter in LETTERS if len(caseless(letter)) != 1] == []


@pytest.mark.parametrize("small", ["[a-z]", "[à-ÿ]", "œ"])
def test_a_small_pattern_finds_what_one_that_ignores_case_finds(small: str) -> None:
    ignoring, plain = re.compile(small, re.IGNORECASE), re.compile(small)

    assert [letter for letter in LETTERS if plain.match(caseless(letter))] == [
        letter for letter in LETTERS if ignoring.match(letter)
    ]
