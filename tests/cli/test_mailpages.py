"""Headers that the demo's mail pages show, whatever their bytes."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from cli.local.mailpages import readable


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
