"""Costs of hostile bytes are bounded, and nothing raises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.classify.kinds import Kind
from ingest.mime.containers import tnef
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from tests.ingest import winmail
from tests.ingest.mails import MAILS, READING

ReadApart = Callable[[bytes], Understood]
HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
TEXT = HEAD + b"Content-Type: text/plain\r\n\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"


def _nest(depth: int) -> bytes:
    lines = (
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i)
        for i in range(depth)
    )
    return HEAD + b"".join(lines) + b"Content-Type: text/plain\r\n\r\nx\r\n"


BOMBS = {
    "nesting": _nest(10_000),
    "shallow_nesting": _nest(300),
    "messages": HEAD
    + b"Content-Type: message/rfc822\r\n\r\nFrom: z@z.example\r\n" * 5_000,
    "parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 30_000,
    "headers": b"".join(b"X-%d: b\r\n" % i for i in range(30_000)) + TEXT + b"x",
    "long_header": b"X-A: " + b"a " * 2_000_000 + b"\r\n" + TEXT + b"x",
    "recipients": b"To: " + b"u@example.com, " * 60_000 + b"\r\n" + TEXT + b"x",
    "encoded_words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n" + TEXT,
    "long_line": TEXT + b"a" * 5_000_000,
    "short_lines": TEXT + b"a:\n" * 500_000,
    "blocks": TEXT + b"De : a@b.example\n" * 60_000,
    "quotes": TEXT + b"> " * 2_000_000,
    "encodings": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n" * 60_000,
    "numbers": TEXT + b"contrat " + b"1 2 3 4 " * 100_000,
    "addresses": TEXT + b"a@a.a@" * 100_000,
    "angles": HTML + b"<" * 1_000_000,
    "styles": HTML + b"<style>" * 100_000,
    "comments": HTML + b"<!--" * 200_000,
    "tables": HTML + b"<table><tr><td>" * 50_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_ends_its_reader(name: str, read_apart: ReadApart) -> None:
    assert read_apart(BOMBS[name]).rule != "failed"


WORDS = (
    b"{\\rtf1\\ansi\\fromhtml1 " + b"\\par abc {\\*\\htmltag84 <br>}" * 100_000 + b"}"
)
WINMAIL = {
    "properties": winmail.claiming(2**32 - 1),
    "values": winmail.claiming_values(2**32 - 1),
    "attributes": winmail.many(100_000),
    "long RTF": winmail.with_rtf(winmail.plain(WORDS)),
    "packed RTF": winmail.with_rtf(winmail.pack_bomb(25_000)),
    "more packed RTF": winmail.with_rtf(winmail.pack_bomb(500_000)),
    "a wrong digest": winmail.with_rtf(winmail.pack_bomb(10, right=False)),
    "a code page of nobody": winmail.with_code_page(8324324),
    "a file that never began": winmail.without_rendering(),
}


@pytest.mark.parametrize("name", WINMAIL)
def test_no_bomb_of_outlook_ends_its_reader(name: str, read_apart: ReadApart) -> None:
    assert read_apart(winmail.mail(WINMAIL[name])).rule != "failed"


def test_a_long_letter_in_rtf_keeps_its_words() -> None:
    found = understand(winmail.mail(WINMAIL["long RTF"]), READING)

    assert "abc" in found.body


def test_a_file_of_outlook_keeps_a_short_name_with_accents() -> None:
    sent = winmail.mail(winmail.with_file("réclamation.pdf".encode("cp1252"), b"%PDF"))

    [found] = understand(sent, READING).attachments

    assert (found.filename, found.content) == ("réclamation.pdf", b"%PDF")


SEEDS = sorted(MAILS.glob("*.eml"))


@given(
    seed=st.sampled_from(SEEDS),
    at=st.integers(0, 5_000),
    junk=st.binary(max_size=40),
    cut=st.integers(0, 60),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_never_fails_over_a_damaged_mail(
    seed: object, at: int, junk: bytes, cut: int
) -> None:
    raw = seed.read_bytes()  # type: ignore[attr-defined]
    place = at % (len(raw) + 1)

    found = understand(raw[:place] + junk + raw[place + cut :], READING)

    assert found.rule != "failed"
    assert found.sent_at.tzinfo is not None
    (found.body + found.subject + found.reply_text).encode()
    assert "\x00" not in found.body + found.subject


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_it_never_fails_over_any_bytes(raw: bytes) -> None:
    found = understand(raw, READING)

    assert found.rule != "failed"
    assert isinstance(found.kind, Kind)


def test_it_does_not_copy_a_winmail_for_each_of_its_attributes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = winmail.with_file(b"a.pdf", b"x" * 1_000)
    assert tnef.read_tnef(item) is not None

    monkeypatch.setattr(tnef, "_MAX_COPIED", 2 * len(item))

    assert tnef.read_tnef(item) is None
