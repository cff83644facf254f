"""The command line says what is wrong and how it ended."""

from __future__ import annotations

import pytest

from cli.main import main


def test_it_stops_at_a_wrong_setting_with_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEB_PORT", "eighty")

    assert main(["up"]) == 2
    assert "WEB_PORT: expected a port" in capsys.readouterr().err


def test_it_does_not_repeat_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://u:hunter2@x/y")

    assert main(["migrate"]) == 2
    err = capsys.readouterr().err
    assert "DATABASE_URL" in err
    assert "hunter2" not in err


def test_it_asks_for_the_owner_to_migrate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)

    assert main(["migrate"]) == 2
    assert "OWNER_DATABASE_URL" in capsys.readouterr().err
