"""French days, sizes, counts and spaces."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard import typography, urgency
from models.law.calendar import Calendar

CALENDAR = Calendar("FR", good_friday=False)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_it_writes_days_and_moments() -> None:
    at = datetime(2026, 2, 28, 23, 5, tzinfo=UTC)

    assert plain(typography.day(date(2026, 3, 1))) == "1er mars 2026"
    here = ZoneInfo("Europe/Paris")
    assert plain(typography.moment(at, here)) == "1er mars 2026 à 0 h 05"
    assert typography.day(None) == typography.moment(None, here) == "—"


@pytest.mark.parametrize(
    ("octets", "text"), [(340, "340 octets"), (12_400, "12 Ko"), (3_400_000, "3,4 Mo")]
)
def test_it_writes_sizes(octets: int, text: str) -> None:
    assert plain(typography.size(octets)) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 jour"), (1, "1 jour"), (1234, "1 234 jours")]
)
def test_it_counts(number: int, text: str) -> None:
    assert plain(typography.count(number, "jour")) == text


def test_it_sets_spaces_and_leaves_code_alone() -> None:
    text = (
        '{% if a %}<p>« Où ? » : là ; oui !</p>{{ x if y else {"a": 1} }} https://a.b'
    )

    assert typography.typeset(text) == (
        "{% if a %}<p>«\u00a0Où\u00a0?\u00a0»\u00a0: là\u00a0; oui\u00a0!</p>"
        '{{ x if y else {"a": 1} }} https://a.b'
    )


@pytest.mark.parametrize(
    ("deadline", "level", "words"),
    [
        (date(2026, 11, 21), "late", "En retard de 1 jour ouvrable"),
        (date(2026, 11, 23), "soon", "Dernier jour aujourd’hui"),
        (date(2026, 11, 26), "soon", "Encore 3 jours ouvrables"),
        (date(2026, 11, 27), "ok", "Encore 4 jours ouvrables"),
    ],
)
def test_it_says_how_near_a_deadline_is(deadline: date, level: str, words: str) -> None:
    urgent = urgency.to_acknowledge(deadline, date(2026, 11, 23), CALENDAR)

    assert (urgent.level, plain(urgent.words)) == (level, words)


def test_an_address_breaks_behind_its_signs_and_stays_text() -> None:
    shown = typography.address("ève@<b>.example")

    assert shown == '<span class="addr">ève@<wbr>&lt;b&gt;.<wbr>example</span>'


def test_a_quotation_keeps_its_marks() -> None:
    assert typography.bind_quotes("« a b »") == "«\u00a0a b\u00a0»"
