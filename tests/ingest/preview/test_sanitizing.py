"""A received mail made safe to look at, whatever it costs to read."""

from __future__ import annotations

import pytest

from ingest.mime.mail import Headers, Mail
from ingest.preview.sanitizing import as_document

WORDS = "<p>Je conteste le refus de mon dossier.</p>"


@pytest.mark.parametrize(
    "opening", ["<div>", "<blockquote>", "<ul><li>", "<form><DIV>", "<table><tr><td>"]
)
def test_a_bottomless_mail_is_shown_as_text(opening: str) -> None:
    deep = WORDS + opening * (900_000 // len(opening)) + WORDS

    shown = as_document(Mail(Headers(), html=deep))

    assert "Je conteste le refus" in shown
    assert "<pre>" in shown


def test_a_long_thread_keeps_its_look() -> None:
    thread = "<div><blockquote>" * 200 + WORDS + "</blockquote></div>" * 200

    shown = as_document(Mail(Headers(), html=thread))

    assert "<blockquote>" in shown
    assert WORDS in shown


def test_it_gives_the_sanitizer_no_million_of_ampersands() -> None:
    shown = as_document(Mail(Headers(), html=WORDS + "&" * 1_000_000))

    assert shown.count("&amp;") < 25_000
    assert WORDS in shown
    assert "tronqué à l’affichage ; le fichier entier se télécharge" in shown
