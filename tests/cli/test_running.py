"""One start a data directory, and its word to other commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli import environment
from cli.devstack import folders, ports, running
from models.base.errors import SettingError


def test_it_refuses_a_second_start(tmp_path: Path) -> None:
    held = running.hold(tmp_path)

    with pytest.raises(running.AlreadyRunning, match=str(os.getpid())):
        running.hold(tmp_path)
    os.close(held)
    os.close(running.hold(tmp_path))


def test_it_tells_nothing_once_it_has_ended(tmp_path: Path) -> None:
    running.write(tmp_path, {"REDIS_URL": "redis://127.0.0.1"})
    held = running.hold(tmp_path)

    assert running.read(tmp_path) == {"REDIS_URL": "redis://127.0.0.1"}
    os.close(held)
    assert running.read(tmp_path) == {}


def test_it_keeps_what_it_tells_for_itself(tmp_path: Path) -> None:
    running.write(tmp_path, {"DATABASE_URL": "secret"})

    assert running.note_path(tmp_path).stat().st_mode & 0o777 == 0o600


def test_it_fills_empty_urls_only(tmp_path: Path) -> None:
    values = {"DATABASE_URL": "postgresql://here", "REDIS_URL": "redis://here"}
    running.write(tmp_path, values)
    held = running.hold(tmp_path)

    found = environment.reachable(
        {"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://there"}
    )

    os.close(held)
    assert found.database_url == "postgresql://here"
    assert found.redis_url == "redis://there"


def test_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"DATABASE_URL: expected"):
        environment.reachable({"DATA_DIR": str(tmp_path)})


def test_it_leaves_the_rights_of_what_exists(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    made = folders.private(tmp_path / "var" / "demo")

    assert made.stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_it_forgets_the_sockets_of_a_killed_start(tmp_path: Path) -> None:
    note = tmp_path / "sockets"
    first = folders.sockets(note)
    second = folders.sockets(note)

    assert not first.exists()
    assert second.stat().st_mode & 0o777 == 0o700
    assert len(str(second)) < 40
    folders.discard(second)


def test_it_takes_another_port_when_one_is_taken() -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        assert not ports.is_free("127.0.0.1", taken)
        assert ports.choose("127.0.0.1", taken) != taken
