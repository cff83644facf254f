"""`reclampro doctor` tells what is wrong apart from what is only to be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.doctor.checks import Mark, examine, smtp
from models.base.settings import Settings
from tests.servers import Sink


@pytest.mark.parametrize(
    ("url", "mark", "words"),
    [
        ("", Mark.NOTICE, "SMTP_URL is not set: no letter leaves"),
        ("smtp://127.0.0.1:1", Mark.TROUBLE, "does not answer"),
    ],
)
def test_a_server_that_is_not_wanted_is_no_trouble(
    tmp_path: Path, url: str, mark: Mark, words: str
) -> None:
    settings = Settings(data_dir=tmp_path, smtp_url=url)

    found = examine("SMTP", smtp, settings)

    assert found.mark is mark
    assert words in found.says


def test_a_server_that_answers_is_ok(tmp_path: Path, sink: Sink) -> None:
    settings = Settings(data_dir=tmp_path, smtp_url=sink.url)

    assert examine("SMTP", smtp, settings).mark is Mark.OK
