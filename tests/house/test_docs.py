"""The documents agree with the code that they speak of."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest

from cli.reference import PAGES, path_of
from models.base.settings import Settings
from models.rows.complaint import Status
from models.rows.complaint_parts import PartyRole
from models.rows.letter import LetterKind, LetterState
from models.rows.mailbox import Health
from models.rows.message import Verdict
from models.rows.user import Role

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


@pytest.mark.parametrize("name", PAGES)
def test_it_tells_what_the_code_says(name: str) -> None:
    assert path_of(name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


EXAMPLES = [
    (one.metadata["name"], one.name, one.metadata["example"])
    for one in fields(Settings)
    if one.metadata["example"]
]


@pytest.mark.parametrize(("variable", "attribute", "example"), EXAMPLES)
def test_it_takes_the_example_of_a_setting(
    variable: str, attribute: str, example: str
) -> None:
    settings = Settings.from_env({variable: example})

    assert getattr(settings, attribute) != getattr(Settings(), attribute)


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_it_leads_somewhere(path: Path) -> None:
    links = _LINK.findall(path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(
    "states", [Verdict, Status, LetterState, LetterKind, Health, PartyRole, Role]
)
def test_it_has_every_state(states: type[StrEnum]) -> None:
    page = path_of("states").read_text(encoding="utf-8")

    assert [one.value for one in states if f"`{one.value}`" not in page] == []
