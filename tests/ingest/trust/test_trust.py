"""Trust in a message: who answers for it, and what a person should settle."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import Reading, understand
from ingest.trust import assessment
from ingest.trust.assessment import Provider, assess_trust
from models.analysis.findings import Findings

READING = Reading(
    ("in.reclampro.test",), ZoneInfo("Europe/Paris"), datetime(2026, 11, 23, tzinfo=UTC)
)
PAUL = "From: Paul Martin <paul@cabinet.example>"
DATE = "Date: Mon, 23 Nov 2026 09:00:00 +0100"
BLOCK = (
    "Bonjour,\n\nÀ traiter.\n\nDe : {who}\nEnvoyé : lundi 16 novembre 2026 09:12\n"
    "À : Paul Martin <paul@cabinet.example>\nObjet : Réclamation\n\n{text}\n"
)
WORDS = "Je conteste le refus de prise en charge de mon sinistre."


def _weigh(headers: list[str], text: str = WORDS, **known: str) -> Findings:
    lines = [*headers, "To: r@in.reclampro.test", "Subject: Tr : Contrat", DATE]
    lines += ["Content-Type: text/plain; charset=utf-8", "", text]
    raw = "\r\n".join(lines).encode()
    understood = understand(raw, READING)
    return assess_trust(raw, understood, findings_of(understood), Provider(**known))[0]


def _block(who: str, text: str = WORDS) -> str:
    return BLOCK.format(who=who, text=text)


def test_it_asks_the_provider() -> None:
    text = "Authentication-Results: mx.x.fr; dmarc=pass header.from=cabinet.example"

    found = _weigh([text, PAUL], _block("Jeanne <j@client.fr>"), authserv_id="mx.x.fr")

    assert (found.authenticated, found.authentication) == (True, "dmarc")
    assert (found.complainant_email, found.doubt) == ("j@client.fr", "")
    assert not _weigh([PAUL], authserv_id="mx.x.fr").authenticated


def test_it_doubts_nothing_in_a_letter_from_its_writer() -> None:
    found = _weigh([PAUL, 'Reply-To: "P. Martin" <PAUL@cabinet.example>'])

    assert (found.doubt, found.intermediaries, found.forwarder_email) == ("", (), "")


@pytest.mark.parametrize(
    ("headers", "doubt"),
    [
        ([PAUL, "X-Bare: a\rFrom: max@evil.example"], "odd_headers"),
        ([PAUL, PAUL], "several_from"),
        (["Sender: paul@cabinet.example"], "several_from"),
        (["From: paul@cabinet.example <max@evil.example>"], "parsers_disagree"),
        (["From: Cabinet: paul@cabinet.example;"], "parsers_disagree"),
        (['From: ""paul@cabinet.example<paul@cabinet.example>'], "parsers_disagree"),
        ([f"From: paul@cabinet.example {'(' * 5_000}"], "parsers_disagree"),
        ([f"From: {'<' * 900}paul@cabinet.example"], "parsers_disagree"),
        ([PAUL, "Reply-To: max@evil.example"], "reply_to"),
        ([PAUL, "Reply-To: paul@cabinet.example, max@evil.example"], "reply_to"),
        ([PAUL, "Reply-To: paul@cabinet.example.evil.example"], "reply_to"),
    ],
)
def test_it_doubts_who_wrote(headers: list[str], doubt: str) -> None:
    assert _weigh(headers).doubt == doubt


def test_it_reads_an_empty_reply_address_as_none() -> None:
    assert _weigh([PAUL, "Reply-To: <>"]).doubt == _weigh([PAUL]).doubt


def test_it_doubts_a_forward_that_a_redirection_claims() -> None:
    headers = ["From: Max <max@evil.example>", "Resent-From: paul@cabinet.example"]

    found = _weigh(headers, _block("Jeanne <j@client.fr>"))

    assert found.complainant_email == "j@client.fr"
    assert found.doubt == "voucher_not_sender"


def test_it_holds_the_sender_of_a_form_answerable() -> None:
    form = "Nom : Jeanne Durand\nE-mail : j@client.fr\nMessage :\n" + WORDS

    found = _weigh(["From: Site <site@cabinet.example>"], form)

    assert found.complainant_email == "j@client.fr"
    assert found.forwarder_email == "site@cabinet.example"


@pytest.mark.parametrize(
    ("middle", "between"),
    [
        ("Max <max@evil.example>", ("max@evil.example",)),
        ("Zoé <zoe@cabinet.example>", ()),
    ],
)
def test_it_names_the_stranger_between(middle: str, between: tuple[str, ...]) -> None:
    held = "Paul Martin <paul@cabinet.example>"
    inner = _block("Jeanne <j@client.fr>").replace(held, middle)

    found = _weigh([PAUL], _block(middle, inner))

    assert found.complainant_email == "j@client.fr"
    assert found.intermediaries == between


def test_it_doubts_a_chain_with_a_name_alone() -> None:
    inner = _block("Jeanne <j@client.fr>").replace(
        "Paul Martin <paul@cabinet.example>", "Zoé Roux"
    )

    found = _weigh([PAUL], _block("Zoé Roux", inner))

    assert (found.complainant_email, found.doubt) == ("j@client.fr", "name_only_hop")


PIECES = [
    "Zoé",
    "a.b",
    '"',
    "\\",
    "(",
    ")",
    ",",
    ";",
    ":",
    "[",
    "=?utf-8?q?x?=",
    " ",
    "\t",
]


@given(st.lists(st.sampled_from([*PIECES, "<a@b.example>", "a@b.example"]), max_size=8))
def test_it_reads_a_plain_header_as_lenient_readers_do(pieces: list[str]) -> None:
    value = "".join(pieces)

    if assessment._PLAIN.fullmatch(value) and (found := assessment.one_address(value)):
        assert email.utils.getaddresses([value])[0][1] == found.email
        assert len(email.utils.getaddresses([value])) == 1
