"""The bytes of a letter: what a stranger's parser reads in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.letters.envelope import build
from models.letters.facts import Address, Text
from tests.models.letters.facts import CABINET, letter

MESSAGE_ID = f"<ack.{'0' * 32}.{'a' * 16}@in.reclampro.example>"
EXCHANGE_ID = (
    "<PAXPR04MB8334A1B2C3D4E5F6A7B8C9D0E1F2@PAXPR04MB8334.eurprd04.prod.outlook.com>"
)
LETTER = letter()
SENDER = Address(CABINET.name, CABINET.contact_email)


def build_letter(**changes: object) -> bytes:
    """The usual letter with some arguments changed."""
    values: dict[str, object] = {
        "sender": SENDER,
        "recipient": "jeanne.martin@client.example",
        "message_id": MESSAGE_ID,
        "date": datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        "in_reply_to": EXCHANGE_ID,
        "automatic": True,
        "loop": "abcdefgh",
    }
    text = changes.pop("text", LETTER)
    return build(text, **(values | changes))  # type: ignore[arg-type]


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert not any(value.defects for value in message.values())
    return message


def test_it_is_read_as_it_was_written() -> None:
    message = read(build_letter())

    assert message["From"].addresses[0].display_name == CABINET.name
    assert message["From"].addresses[0].addr_spec == CABINET.contact_email
    assert message["To"] == "jeanne.martin@client.example"
    assert message["Subject"] == LETTER.subject
    assert message["Date"] == "Mon, 23 Nov 2026 08:30:00 +0000"
    assert message.get_content().splitlines() == LETTER.body.splitlines()
    assert message.get_content_type() == "text/plain"


def test_it_marks_itself_as_an_automatic_answer() -> None:
    message = read(build_letter())

    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-ReclamPro-Loop"] == "abcdefgh"
    assert not [name for name in message if name.lower().startswith("list-")]
    assert message["Precedence"] is None


def test_it_says_how_it_came_to_leave() -> None:
    by_a_person = read(build_letter(automatic=False, loop=""))

    assert read(build_letter(generated=True))["Auto-Submitted"] == "auto-generated"
    assert by_a_person["Auto-Submitted"] is None
    assert by_a_person["X-ReclamPro-Loop"] is None


def test_it_keeps_long_message_ids_whole() -> None:
    data = build_letter()

    for name in ("In-Reply-To", "References"):
        assert f"{name}: {EXCHANGE_ID}\r\n".encode() in data
    assert f"Message-ID: {MESSAGE_ID}\r\n".encode() in data


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "hello",
        "<a@b> <c@d>",
        "<a@b>\r\nBcc: x@y",
        "<a b@c>",
        "<é@b>",
        "<a@b\ud800>",
        "<@>",
        f"<{'a' * 900}@b>",
    ],
)
def test_it_answers_no_odd_message_id(odd: str) -> None:
    message = read(build_letter(in_reply_to=odd))

    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert message["Bcc"] is None


def test_it_gives_a_bare_message_id_its_brackets() -> None:
    assert read(build_letter(in_reply_to=" a@b "))["In-Reply-To"] == "<a@b>"


INJECTIONS = [
    {"text": Text("Objet\r\nBcc: victime@x.example\r\n\r\ncorps", "x")},
    {"sender": Address("Nom\r\nBcc: victime@x.example", "a@b.example")},
    {"sender": Address("Nom", "a@b.example>\r\nBcc: <victime@x.example")},
    {"recipient": "a@b.example\r\nBcc: victime@x.example"},
    {"recipient": "a@b.example, victime@x.example"},
    {"recipient": "Nom <a@b.example>, <victime@x.example>"},
    {"message_id": "<a@b>\r\nBcc: victime@x.example"},
    {"loop": "x\r\nBcc: victime@x.example"},
]


@pytest.mark.parametrize("changes", INJECTIONS)
def test_it_lets_no_value_add_a_header_or_a_recipient(
    changes: dict[str, object],
) -> None:
    message = message_from_bytes(build_letter(**changes), policy=default)

    assert message["Bcc"] is None
    assert len(message["To"].addresses) == 1
    assert len(message["From"].addresses) == 1
    assert list(message.keys()) == list(read(build_letter()).keys())


@pytest.mark.parametrize(
    "name",
    [
        'Cabinet "Le Phare", Dupont & fils',
        "Assurances (Lyon) \\ Rhône",
        "=?utf-8?q?faux?=",
        "Société " + "très longue " * 12,
        "日本" * 40,
        "",
    ],
)
def test_it_writes_any_name(name: str) -> None:
    data = build_letter(sender=Address(name, "a@b.example"), text=Text(name, "x"))
    # The older parser: the newer one leaves a space between two words of a long name.
    shown, address = parseaddr(message_from_bytes(data)["From"])

    assert str(make_header(decode_header(shown))) == name.strip()[:120]
    assert address == "a@b.example"
    assert read(data)["Subject"] == name.strip()[:200]


def test_it_writes_a_domain_with_accents_in_ascii() -> None:
    assert (
        read(build_letter(recipient="a@café.example"))["To"] == "a@xn--caf-dma.example"
    )


@given(subject=st.text(max_size=300), body=st.text(max_size=2000))
def test_it_is_clean_whatever_it_says(subject: str, body: str) -> None:
    data = build_letter(text=Text(subject, body))
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")

    assert data.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert all(len(line) <= 76 for line in head if b"=?utf-8?" in line)
    assert len(read(data).keys()) == 14


@given(body=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_it_carries_any_body(body: str) -> None:
    content = read(build_letter(text=Text("x", body))).get_content()

    assert content.splitlines() == (body.splitlines() or [""])


def test_it_leaves_short_ascii_as_it_is() -> None:
    data = build_letter(text=Text("Bonjour", "Bonjour\n.\nFrom ici\n"))

    assert b"Content-Transfer-Encoding: 7bit\r\n" in data
    assert data.endswith(b"\r\n\r\nBonjour\r\n.\r\nFrom ici\r\n")
