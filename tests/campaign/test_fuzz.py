"""A short sample of the fuzzing campaign (`make campaign-fuzz`), and what it found."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bench.campaign import fuzz, oracle
from bench.campaign.mutations import SAMPLES

HEAD = b"From: a@b.example\r\nMIME-Version: 1.0\r\n"
WITH_FILE = (
    b"From: Ana <ana@b.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"AAECAwQ=\r\n--b--\r\n"
)
# Each was found by a campaign.
FOUND = {
    "encoded_message_with_accents": HEAD
    + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n"
    + b"Content-Transfer-Encoding: 8bit\r\n\r\nR\xc3\xa9clam\r\n",
    "accents_in_an_extended_name": HEAD
    + b"Content-Type: application/pdf\r\n"
    + b"Content-Disposition: attachment; filename*=utf-8''d\xc3\xa9g\xc3\xa2t.pdf\r\n\r\nx\r\n",
    "nul_in_a_type": HEAD + b"Content-Type: image/jpeg\0\x01; name=a.jpg\r\n\r\nx\r\n",
    # Where a file lies in an unpacked message says nothing of the message received.
    "file_in_an_encoded_message": HEAD
    + b"Content-Type: application/octet-stream; name=a.eml\r\n"
    + b"Content-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(WITH_FILE),
}


def test_it_withstands_what_nobody_sends(tmp_path: Path) -> None:
    campaign = fuzz.run(range(15), seed=1, folder=tmp_path)

    assert campaign.failed == {}
    assert campaign.tried == 1_500


@pytest.mark.parametrize("name", FOUND)
def test_it_withstands_what_a_campaign_found(name: str) -> None:
    assert oracle.troubles(FOUND[name]) == []


def test_it_keeps_what_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fuzz, "troubles", lambda data: ["too long"] if len(data) > 9 else []
    )

    campaign = fuzz.run(range(1), seed=1, folder=tmp_path)

    kept = sorted(path.stem for path in tmp_path.glob("*.eml"))
    assert kept == sorted(campaign.failed)
    assert any("made" in name for name in kept)
    assert len(kept) > 30


def test_it_starts_from_mails_that_hold() -> None:
    assert [oracle.troubles(data) for data in SAMPLES] == [[]] * len(SAMPLES)
