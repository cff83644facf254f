"""Forwards as some forty mail programs write them, in the words of `layouts.txt`."""

from __future__ import annotations

import html
from email.message import EmailMessage
from pathlib import Path

from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from tests.ingest.mails import CLAIRE, PAULINE, READING

NEUTRAL = "Pour enregistrement"
SUBJECT = "Remboursement refusé"
BODY = """Bonjour,

Depuis le 5 janvier, mon dossier est bloqué et personne ne répond.
Je conteste votre refus du contrat n° HX-204 881.

Pauline Vasseur"""
NOTE = "Bonjour, à enregistrer au registre svp."
SIGNATURE = """Claire Marchand
Marchand Courtage - ORIAS 19 000 111"""
DISCLAIMER = "Ce message et ses pièces jointes sont confidentiels."

_FILE = Path(__file__).parent / "layouts.txt"
LAYOUTS: dict[str, str] = {
    name: template.rstrip("\n")
    for name, _, template in (
        piece.partition("\n")
        for piece in _FILE.read_text(encoding="utf-8").split("%% ")[1:]
    )
}
# Windows Mail names people without their addresses.
NAME_ONLY = {name for name in LAYOUTS if "{email}" not in LAYOUTS[name]}


def forward(layout: str, **changes: str) -> str:
    """The text of a forward by Claire of Pauline's complaint."""
    values = {
        "name": "Pauline Vasseur",
        "email": PAULINE,
        "to_name": "Claire Marchand",
        "to_email": CLAIRE,
        "subject": SUBJECT,
        "body": BODY,
    }
    text = LAYOUTS[layout]
    # A body under quote marks is quoted line by line.
    quote = "> " if "> {body}" in text else ""
    for word, value in (values | changes).items():
        text = text.replace(f"{{{word}}}", value.replace("\n", f"\n{quote}"))
    return text


def mail(text: str, *, rich: bool = False, **headers: str) -> bytes:
    """A mail of Claire's, as text or as HTML alone."""
    message = EmailMessage()
    values = {
        "From": f"Claire Marchand <{CLAIRE}>",
        "To": "reclamations@marchand-courtage.example",
        "Subject": NEUTRAL,
        "Date": "Tue, 10 Mar 2026 09:30:00 +0100",
    }
    for name, value in (values | headers).items():
        message[name] = value
    if rich:
        message.set_content(_as_html(text), subtype="html")
    else:
        message.set_content(text)
    return message.as_bytes()


def _as_html(text: str) -> str:
    lines = [html.escape(line) or "&nbsp;" for line in text.split("\n")]
    return "<html><body><div>" + "<br>\n".join(lines) + "</div></body></html>"


def quote_layout(text: str) -> str:
    """A text behind quote marks."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def read(text: str, *, rich: bool = False, **headers: str) -> Understood:
    """Understand a mail of Claire's."""
    return understand(mail(text, rich=rich, **headers), READING)
