"""Rules for the whole tree: walls, words that must not be there, papers that must agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cli.main import COMMANDS, make_parser

ROOT = Path(__file__).resolve().parents[2]
# Put together here, so that this file does not name them.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
    )
]


def _list_tracked() -> list[Path]:
    finished = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in finished.stdout.split("\0") if name]


def test_it_names_no_package_registry() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in _list_tracked()
        if path.is_file()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]

    assert guilty == []


def test_it_keeps_its_walls() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_it_has_every_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args([name, "--help"])

    assert ended.value.code == 0
    assert name in capsys.readouterr().out


@pytest.mark.parametrize("name", ["base", "local", "dev", "pip"])
def test_it_pins_every_requirement_by_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()

    for word in re.split(r"\n(?=\S)", text.strip()):
        assert "==" in word, word
        assert "--hash=sha256:" in word, word


def test_it_installs_in_each_set_what_the_smaller_one_has() -> None:
    sets = [_pins(name) for name in ("base", "local", "dev")]

    assert sets[0] <= sets[1] <= sets[2]


def _pins(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return set(re.findall(r"^([\w.-]+==[^ ;\\]+)", text, re.MULTILINE))


def test_it_ships_the_files_that_are_not_code() -> None:
    payload = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = payload["tool"]["setuptools"]["package-data"]["*"]
    rooms = ("models", "ingest", "workers", "dashboard", "cli")

    for path in _list_tracked():
        room = path.relative_to(ROOT).parts[0]
        if room in rooms and path.suffix not in (".py", ".md") and path.is_file():
            assert any(path.match(pattern) for pattern in patterns), path
