"""The documents agree with the code that they speak of."""

from __future__ import annotations

import re
import subprocess
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
# Figures of a day keep the names of that day.
KEPT = [path for path in DOCUMENTS if path.name != "measurements.md"]
KEPT_NAMES = [str(path.relative_to(ROOT)) for path in KEPT]
_ROOMS = "models|ingest|workers|dashboard|cli|bench|tests|docs|deploy|requirements"
_PATH = re.compile(rf"(?<![\w./-])(?:{_ROOMS})/[\w./-]*[\w/]")
_MODULE = re.compile(rf"`((?:{_ROOMS})(?:\.\w+)+)`")
_WORD = re.compile(r"`@?([A-Za-z_]\w*(?<!_))(?:\([^`\n]*\)|:[a-z_]+)?`")
_EXAMPLE = re.compile(r"^ *```python\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


@pytest.mark.parametrize("name", PAGES)
def test_it_tells_what_the_code_says(name: str) -> None:
    assert path_of(name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


EXAMPLES = [
    (field.metadata["name"], field.name, field.metadata["example"])
    for field in fields(Settings)
    if field.metadata["example"]
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

    assert [state.value for state in states if f"`{state.value}`" not in page] == []


@pytest.mark.parametrize("path", KEPT, ids=KEPT_NAMES)
def test_it_names_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    modules = [name.replace(".", "/") for name in _MODULE.findall(text)]
    wanted = {*_PATH.findall(text), *modules}

    assert [name for name in sorted(wanted) if not _is_there(name)] == []


@pytest.mark.parametrize("path", KEPT, ids=KEPT_NAMES)
def test_it_uses_words_of_the_code(path: Path, words: frozenset[str]) -> None:
    named = set(_WORD.findall(path.read_text(encoding="utf-8")))

    assert sorted(named - words - PLANNED) == []


@pytest.mark.parametrize("path", KEPT, ids=KEPT_NAMES)
def test_its_examples_stand_in_the_code(path: Path, code: str) -> None:
    examples = map(_squeeze, _EXAMPLE.findall(path.read_text(encoding="utf-8")))

    assert [example for example in examples if example not in code] == []


# Decided and not built yet.
PLANNED = {"erased_at"}


def _is_there(name: str) -> bool:
    """A file, a folder, a module, or what a module holds."""
    path = ROOT / name
    return path.exists() or path.with_suffix(".py").exists() or _holds(path)


def _holds(path: Path) -> bool:
    module = path.parent.with_suffix(".py")
    return module.exists() and path.name in module.read_text(encoding="utf-8")


def _squeeze(text: str) -> str:
    """The text whatever its indentation."""
    return "\n".join(line.strip() for line in text.splitlines()).strip()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The code and what goes with it, by path; documents apart."""
    finished = subprocess.run(
        [
            "git",
            "ls-files",
            "-z",
            "--",
            ":!docs",
            ":!*.md",
            ":!tests/house/test_docs.py",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [ROOT / name for name in finished.stdout.split("\0") if name]
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in paths
        if path.suffix in _TEXTS and path.is_file()
    }


@pytest.fixture(scope="module")
def words(texts: dict[str, str]) -> frozenset[str]:
    """Every word of the code, and the names of its files and folders."""
    parts = [Path(name).with_suffix("").parts for name in texts]
    found = [re.findall(r"\w+", text) for text in texts.values()]
    return frozenset(word for some in [*parts, *found] for word in some)


@pytest.fixture(scope="module")
def code(texts: dict[str, str]) -> str:
    return "\n".join(_squeeze(text) for name, text in texts.items() if ".py" in name)


_TEXTS = frozenset({".py", ".html", ".sql", ".toml", ".yaml", ".in", ".sh", ".txt", ""})
