"""A customer's mail that comes as a file, however its sender's program calls it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from tests.ingest.layouts import BODY, NEUTRAL, NOTE, SUBJECT
from tests.ingest.mails import CLAIRE, PAULINE, READING


def _letter() -> bytes:
    inner = EmailMessage()
    inner["From"] = f"Pauline Vasseur <{PAULINE}>"
    inner["Subject"] = SUBJECT
    inner["Date"] = "Mon, 9 Mar 2026 18:42:00 +0100"
    inner.set_content(BODY)
    inner.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="constat.pdf"
    )
    return inner.as_bytes()


def _carry(kind: str, name: str, data: bytes) -> Understood:
    message = EmailMessage()
    message["From"] = f"Claire Marchand <{CLAIRE}>"
    message["To"] = "reclamations@marchand-courtage.example"
    message["Subject"] = NEUTRAL
    message.set_content(NOTE)
    message.add_attachment(data, maintype="image", subtype="x", filename=name)
    return understand(message.as_bytes().replace(b"image/x", kind.encode()), READING)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("message/rfc822", "lettre"),
        ("message/x-rfc822", "lettre.eml"),
        ("application/octet-stream", "lettre.eml"),
        ("application/octet-stream", "LETTRE.EML"),
        ("application/octet-stream", "Remboursement refusé"),
        ("application/x-eml", "lettre"),
        ("text/plain", "lettre.eml"),
    ],
)
def test_it_is_opened(kind: str, name: str) -> None:
    found = _carry(kind, name, _letter())

    assert found.hops == (PAULINE, CLAIRE)
    assert (found.subject, found.body) == (SUBJECT, BODY)
    assert [attachment.filename for attachment in found.attachments] == ["constat.pdf"]
    assert len(found.containers) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("notes", b"Subject: to be read\nFrom here on..."), ("a.txt", _letter())],
)
def test_it_opens_no_other_file(name: str, data: bytes) -> None:
    found = _carry("application/octet-stream", name, data)

    assert [attachment.filename for attachment in found.attachments] == [name]
    assert not found.containers
