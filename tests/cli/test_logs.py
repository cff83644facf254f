"""Logs hold ids, never people."""

from __future__ import annotations

import json
import logging
import sys
from uuid import UUID

from cli import logs

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def _record(**extra: object) -> logging.LogRecord:
    record = logging.LogRecord("workers.x", logging.INFO, "x.py", 1, "said", (), None)
    vars(record).update(extra)
    return record


def test_it_prints_ids_and_states() -> None:
    line = logs.Plain().format(_record(letter_id=ID, state="planned", count=3))

    assert line.endswith(f"INFO workers.x said letter_id={ID} state=planned count=3")


def test_it_leaves_out_addresses_and_sentences() -> None:
    line = logs.Plain().format(_record(who="a@example.fr", subject="Mon sinistre"))

    assert line.endswith("said")


def test_it_writes_one_object_a_line() -> None:
    payload = json.loads(logs.Json().format(_record(letter_id=ID)))

    assert payload["says"] == "said"
    assert payload["letter_id"] == str(ID)


def test_it_tells_where_it_failed_without_the_words() -> None:
    record = _record()
    try:
        raise ValueError("a@example.fr")
    except ValueError:
        record.exc_info = sys.exc_info()

    text = logs.Plain().format(record)

    assert "ValueError" in text
    assert "test_logs.py" in text
    assert "example.fr" not in text
