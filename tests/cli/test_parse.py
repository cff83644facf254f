"""`reclampro parse`, as a person calls it."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest

from cli.main import main

MAIL = b"From: Luc <luc@c.example>\nSubject: Prime\nDate: Mon, 23 Nov 2026 10:00:00 +0100\n\nJe me plains.\n"


def test_it_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(MAIL)))

    assert main(["parse", "--json", "-"]) == 0

    payload = json.loads(capsys.readouterr().out)
    assert payload["complainant"] == {"name": "Luc", "email": "luc@c.example"}


@pytest.mark.parametrize("zone", ["No/Where", "", "../etc"])
def test_it_refuses_a_zone_that_does_not_exist(
    capsys: pytest.CaptureFixture[str], zone: str
) -> None:
    with pytest.raises(SystemExit):
        main(["parse", "--tz", zone, "-"])

    assert "expected a time zone such as Europe/Paris" in capsys.readouterr().err
