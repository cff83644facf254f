"""The check of plain words refuses what it names, and leaves plain English alone."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / ".ci/words.py"


@pytest.fixture(scope="module")
def words() -> ModuleType:
    # `.ci` is no package: its programs are run, not imported.
    spec = importlib.util.spec_from_file_location("words", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("docstring", '"""What becomes of a letter."""'),
        ("docstring", 'class Row:\n    """Whose letter it is."""'),
        ("docstring", 'def find():\n    """By what a person finds it."""'),
        ("docstring", 'def find():\n    """All that a page shows."""'),
        ("docstring", 'def find():\n    """the letters of a cabinet."""'),
        ("name", "told = {}"),
        ("name", "for one in letters: pass"),
        ("name", "ids = [one.id for one in letters]"),
        ("name", "def send(*, said): pass"),
        ("name", "with open_mailbox() as came: pass"),
        ("name", "if (said := answer()): pass"),
        ("name", "class Row:\n    told: str = ''"),
        ("name", "letter.told = True"),
        ("word", "def tell(letter): pass"),
        ("word", "async def _tell_all(letters): pass"),
        ("word", "class Grip: pass"),
        ("word", "def find(passer): pass"),
        ("word", "vouching = True"),
        ("participle", "def weighed(mail): pass"),
        ("participle", "def _written_about(mail): pass"),
        ("participle", "def returned_ids(mails): pass"),
        ("participle", "class Mail:\n    def judged(self): pass"),
        ("ornament", "x = 1  # A page of ours."),
        ("ornament", "# Nothing waits for ever."),
        ("ornament", "# Another worker took it meanwhile."),
        ("ornament", "# It counts no more."),
        (
            "ornament",
            '"""Names of the mentions.\n\nWhoever asks gets\nwhat lacks.\n"""',
        ),
    ],
)
def test_it_refuses(words: ModuleType, rule: str, source: str) -> None:
    assert {finding.rule for finding in words.check(source)} == {rule}


@pytest.mark.parametrize(
    "source",
    [
        '"""Fingerprints that detect a duplicate complaint."""',
        '"""`reclampro up`: the service alone."""',
        '"""mail-parser\'s tree of a message."""',
        '"""Everything a campaign drives."""',
        "for letter in letters: print(letter.told)",
        "def assess_trust(mail): pass",
        "def open_sealed(blob): pass",
        "def is_confirmed(complaint): pass",
        "def feed(parser): pass",
        "def redirected_by(mail): pass",
        "def sent_at(mail): pass",
        "class Mail:\n    @property\n    def quoted(self): pass",
        "@pytest.fixture\ndef ignored(): pass",
        "# Bytes for everybody, and no more bytes than asked for.",
        "# The sender's clock may run ahead of ours.",
        "# A letter that lacks a mention is held.",
        'said_aloud = "told of ours, meanwhile"',
    ],
)
def test_it_accepts(words: ModuleType, source: str) -> None:
    assert words.check(source) == []


def test_it_counts_the_line_inside_a_docstring(words: ModuleType) -> None:
    source = 'def send():\n    """Send a letter.\n\n    Nobody waits for ever.\n    """'

    assert [finding.line for finding in words.check(source)] == [4]


def test_the_rooms_that_are_done_hold_it() -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_it_fails_where_something_is_wrong(tmp_path: Path) -> None:
    rooms = tmp_path / ".ci"
    rooms.mkdir()
    for name in ("words.py", "words.toml"):
        (rooms / name).write_bytes(PROGRAM.with_name(name).read_bytes())
    (rooms / "bad.py").write_text("told = 1\n")

    done = subprocess.run(
        [sys.executable, rooms / "words.py"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert ".ci/bad.py:1: `told`" in done.stdout
