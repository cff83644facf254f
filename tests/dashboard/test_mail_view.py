"""A received mail made safe to look at, whatever it costs to read."""

from __future__ import annotations

import time

import pytest

from dashboard.complaints.mail_view import as_document
from ingest.mail import Headers, Mail

WORDS = "<p>Je conteste le refus de mon dossier.</p>"


@pytest.mark.parametrize(
    "opening", ["<div>", "<blockquote>", "<ul><li>", "<form><DIV>", "<table><tr><td>"]
)
def test_a_bottomless_mail_is_shown_as_text(opening: str) -> None:
    deep = opening * (900_000 // len(opening)) + WORDS
    began = time.process_time()

    shown = as_document(Mail(Headers(), html=deep))

    assert time.process_time() - began < 10
    assert "Je conteste le refus" in shown
    assert "<pre>" in shown


def test_a_long_thread_keeps_its_look() -> None:
    thread = "<div><blockquote>" * 200 + WORDS + "</blockquote></div>" * 200

    shown = as_document(Mail(Headers(), html=thread))

    assert "<blockquote>" in shown
    assert WORDS in shown
