"""The demo's mail server: what it files, where, and the headers that its pages show."""

from __future__ import annotations

import smtplib
import subprocess
from collections.abc import Iterator
from email import message_from_bytes

import pytest

from cli.devstack.mailpages import readable
from cli.devstack.mailserver import MAILBOXES, MailServer
from tests.dovecot import free_port


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"Votre r\xc3\xa9clamation", "Votre réclamation"),
        (b"Votre r\xe9clamation", "Votre r�clamation"),
        (b"=?utf-8?q?R=C3=A9ponse?=", "Réponse"),
        (b"=?klingon?q?nuqneH?=", "nuqneH"),
        (b"plain", "plain"),
    ],
)
def test_it_reads_any_header(raw: bytes, shown: str) -> None:
    message = message_from_bytes(b"Subject: " + raw + b"\n\n")

    assert readable(message["Subject"]) == shown


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    made = MailServer(free_port(), free_port(), free_port(), "secret")
    command = made.command(None)
    argv = [str(part) for part in command.argv]
    with subprocess.Popen(argv, env=command.env, stderr=subprocess.DEVNULL) as child:
        try:
            made.wait_until_ready(child)
            yield made
        finally:
            child.kill()


def _send_mail(server: MailServer, raw: bytes, *to: str) -> None:
    with smtplib.SMTP("127.0.0.1", server.smtp_port, timeout=10) as client:
        client.sendmail("courtier@cabinet.example", to, raw, ["BODY=8BITMIME"])


def _list_filed(server: MailServer, address: str) -> list[bytes]:
    with server.box(address) as box:
        box.select("INBOX", readonly=True)
        numbers = box.search(None, "ALL")[1][0].split()
        return [box.fetch(n.decode(), "(BODY.PEEK[])")[1][0][1] for n in numbers]


@pytest.mark.parametrize(
    "head",
    [b"To: Le courtier <autre@cabinet.example>\r\n", b"To: undisclosed:;\r\n", b""],
    ids=["redirected", "to nobody", "without To"],
)
def test_it_files_by_the_envelope_byte_for_byte(
    server: MailServer, head: bytes
) -> None:
    raw = (
        head + b"From: a@b.example\r\nSubject: R\xe9clamation\r\n"
        b"Content-Type: text/plain; charset=iso-8859-1\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\nJe conteste l'indemnit\xe9.\r\n"
    )
    before = len(_list_filed(server, MAILBOXES[0]))

    _send_mail(server, raw, MAILBOXES[0].replace("@", "+b-abc@"))

    filed = _list_filed(server, MAILBOXES[0])
    assert filed[before:] == [raw]
    assert _list_filed(server, "autre@cabinet.example") == []


def test_it_files_one_mail_for_each_recipient(server: MailServer) -> None:
    raw = b"From: a@b.example\r\nTo: x@y.example\r\n\r\nBonjour\r\n"

    _send_mail(
        server, raw, "un@client.example", "deux@CLIENT.example", "un@client.example"
    )

    for address in ("un@client.example", "deux@client.example"):
        assert _list_filed(server, address) == [raw]
