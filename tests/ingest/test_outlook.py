"""Complaints that come as an Outlook file dragged into a mail."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.mime.values import Person
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from tests.ingest import outlook
from tests.ingest.layouts import BODY, NEUTRAL, NOTE, SUBJECT, forward
from tests.ingest.mails import CLAIRE, INSURER, MINUTE, PARIS, PAULINE, READING, SENT

# Numbers of [MS-OXPROPS].
CLASS, TITLE, TEXT, NAME, KIND, ADDRESS, SMTP, HEADERS = (
    0x001A, 0x0037, 0x1000, 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01, 0x007D,
)  # fmt: skip
LETTER = {
    CLASS: "IPM.Note",
    TITLE: SUBJECT,
    TEXT: BODY,
    NAME: "Pauline Vasseur",
    KIND: "SMTP",
    ADDRESS: PAULINE,
    SMTP: PAULINE,
}
X500 = "/O=EXCHANGELABS/OU=EXCHANGE (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=PAULINE"
PDF = b"%PDF-1.7 " * 600


def read(
    letter: dict[int, str],
    kind: str = "application/vnd.ms-outlook",
    note: str = NOTE,
) -> Understood:
    """A mail of Claire's with such a file and a paper in it."""
    message = EmailMessage()
    message["From"] = f"Claire Marchand <{CLAIRE}>"
    message["To"] = "reclamations@marchand-courtage.example"
    message["Subject"] = NEUTRAL
    message["Date"] = "Tue, 10 Mar 2026 09:30:00 +0100"
    message.set_content(note)
    data = outlook.message(letter, SENT, {"constat.pdf": PDF, "photo.jpg": b"\xff\xd8"})
    main, sub = kind.split("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename="lettre.msg")
    return understand(message.as_bytes(), READING)


@pytest.mark.parametrize("note", [NOTE, ""])
@pytest.mark.parametrize(
    "kind", ["application/vnd.ms-outlook", "application/octet-stream"]
)
def test_it_is_the_letter_in_the_file(kind: str, note: str) -> None:
    found = read(LETTER, kind, note)

    assert found.complainant == Person("Pauline Vasseur", PAULINE)
    assert found.hops == (PAULINE, CLAIRE)
    assert (found.subject, found.body) == (SUBJECT, BODY)
    assert found.sent_at.astimezone(PARIS).isoformat()[:16] == MINUTE
    assert [attachment.filename for attachment in found.attachments] == [
        "constat.pdf",
        "photo.jpg",
    ]
    assert found.attachments[0].content == PDF
    assert [container.filename for container in found.containers] == ["lettre.msg"]


def test_it_finds_the_address_behind_an_exchange_name() -> None:
    found = read(LETTER | {KIND: "EX", ADDRESS: X500})

    assert found.hops == (PAULINE, CLAIRE)


def test_it_holds_who_is_known_by_an_exchange_name_alone() -> None:
    letter = LETTER | {KIND: "EX", ADDRESS: X500}
    del letter[SMTP]

    found = read(letter)

    assert found.complainant == Person("Pauline Vasseur", "")
    assert found.hops == (None, CLAIRE)
    assert not found.auto_ack_allowed
    assert found.body == BODY


def test_it_unwraps_a_forward_in_the_file() -> None:
    text = forward("outlook-fr", to_name="Relation", to_email=INSURER)
    letter = LETTER | {TITLE: f"TR: {SUBJECT}", TEXT: text, ADDRESS: INSURER}

    found = read(letter | {SMTP: INSURER, NAME: "Relation"})

    assert found.hops == (PAULINE, INSURER, CLAIRE)
    assert found.body == BODY
