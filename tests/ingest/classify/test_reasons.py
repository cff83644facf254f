"""The rules hand codes to other rooms; each has its sentence for the screens."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ingest.classify.kinds import Kind
from models.analysis.doubts import Doubt
from models.sending.reason_table import BY_CODE
from models.sending.reasons import sentence, short_sentence
from tests.ingest.mails import EXPECTED, read

INGEST = Path(__file__).parents[3] / "ingest"


@pytest.mark.parametrize("name", EXPECTED)
def test_it_gives_a_code_where_no_acknowledgement_leaves_by_itself(name: str) -> None:
    found = read(name)

    assert bool(found.auto_ack_reason) is not found.auto_ack_allowed
    assert found.auto_ack_reason in {"", *Doubt}


@pytest.mark.parametrize("doubt", Doubt)
def test_each_code_has_its_sentence(doubt: Doubt) -> None:
    assert sentence("rules", doubt.value).endswith(f"({doubt.sentence}).")
    assert short_sentence("rules", doubt.value)[1:] == f"{doubt.sentence[1:]}."
    assert doubt.value not in BY_CODE


def test_a_list_shows_a_sentence_without_its_detail() -> None:
    code = next(iter(BY_CODE))

    assert short_sentence(code, "person") == BY_CODE[code].sentence


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.COMPLAINT])
def test_each_kind_that_is_no_complaint_is_a_code(kind: Kind) -> None:
    assert Doubt(kind.value).sentence


def test_each_code_is_given_by_a_rule() -> None:
    files = INGEST.rglob("*.py")
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    names = {n.attr for t in trees for n in ast.walk(t) if isinstance(n, ast.Attribute)}

    assert {doubt.name for doubt in Doubt} <= names
