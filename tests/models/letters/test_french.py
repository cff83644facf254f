"""Dates, spaces and clean lines as French letters have them."""

from __future__ import annotations

from datetime import date

import pytest

from models.base.french import long_date, one_line, rows, typeset


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 23), "lundi 23 novembre 2026"),
        (date(2026, 12, 1), "mardi 1er décembre 2026"),
        (date(2028, 2, 29), "mardi 29 février 2028"),
        (date(2026, 8, 2), "dimanche 2 août 2026"),
        (date(2026, 1, 31), "samedi 31 janvier 2026"),
    ],
)
def test_it_writes_long_dates(day: date, text: str) -> None:
    assert long_date(day) == text


def test_it_has_twelve_months_and_seven_days() -> None:
    items = {long_date(date(2026, month, 5)).split()[2] for month in range(1, 13)}
    days = {long_date(date(2026, 11, day)).split()[0] for day in range(2, 9)}

    assert (len(items), len(days)) == (12, 7)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  a \t b\r\nc ", "a b c"),
        ("x\0y\u202ez\ufeff", "x y z"),
        ("\udce9t\u00e9", "té"),
        ("é\u00a0: è", "é\u00a0: è"),
        ("a" * 600, "a" * 500),
        (7, "7"),
    ],
)
def test_it_makes_one_clean_line(raw: object, clean: str) -> None:
    assert one_line(raw) == clean


def test_it_keeps_the_lines_of_an_address() -> None:
    assert rows("12 rue X\r\n\n 69003  Lyon \n") == ["12 rue X", "69003 Lyon"]


def test_it_sets_no_break_spaces() -> None:
    assert typeset("« a » : b ; c ! d ? http://x") == (
        "«\u00a0a\u00a0»\u00a0: b\u00a0; c\u00a0! d\u00a0? http://x"
    )
