"""Every one of our sample mails, understood as a person would."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.classify.kinds import Kind
from ingest.mime import values
from ingest.reading.understand import understand
from tests.ingest.mails import (
    CLAIRE,
    EXPECTED,
    MAILS,
    READING,
    RECEIVED,
    describe,
    read,
)


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_understood(name: str) -> None:
    got = describe(read(name))

    for field, want in EXPECTED[name].items():
        if field == "begins":
            assert got[field].startswith(want)
        elif field == "ends":
            assert got[field].endswith(want)
        else:
            assert got[field] == want, field


def test_it_has_a_verdict_beside_every_mail() -> None:
    assert {path.stem for path in MAILS.glob("*.eml")} == set(EXPECTED)


@pytest.mark.parametrize(
    "name", [n for n, e in EXPECTED.items() if e.get("forwarded") and "also" not in e]
)
def test_it_keeps_the_forwarder_out_of_the_complaint(name: str) -> None:
    found = read(name)

    assert found.forwarder_email in (CLAIRE, "contact@cabinet-gmail.example")
    for word in ("Pour le registre", "ORIAS", "Marchand Courtage", "confidentiel"):
        assert word not in found.body


def test_it_keeps_a_signature_below_apart() -> None:
    assert "ORIAS 19 000 111" in read("signature_dessous").signature


def test_it_reads_windows_characters_under_a_latin_label() -> None:
    assert "312,40 € – « sans délai »" in read("direct_windows1252_dit_latin1").body


def test_it_says_which_date_was_taken_from_where() -> None:
    assert read("direct").sent_at_source == "header_date"
    assert read("outlook_fr").sent_at_source == "quoted_date"
    assert read("outlook_fr").evidence["sent_at"].startswith("lundi 9 mars")
    assert read("sans_date").sent_at_source == "reception"


def test_it_never_dates_an_unreadable_mail_without_a_zone() -> None:
    found = understand(b"\x00\xff", READING)

    assert found.kind is Kind.UNREADABLE
    assert found.sent_at == RECEIVED


def test_it_cuts_the_same_bytes_out_of_the_raw_message() -> None:
    raw = (MAILS / "pieces_jointes.eml").read_bytes()
    found = understand(raw, READING)

    for attachment in found.attachments:
        assert attachment.span is not None
        assert values.cut(raw, attachment.span) == attachment.content


def test_it_separates_what_the_writer_answered_from_what_he_quoted() -> None:
    found = read("reponse_a_notre_accuse")

    assert found.reply_text == "Merci. J'ajoute que la fuite a repris."
    assert "Nous avons bien reçu" in found.quoted
    assert "Nous avons bien reçu" not in found.body


def test_it_gives_evidence_for_what_it_found() -> None:
    found = read("outlook_fr")

    assert "Pauline Vasseur" in found.evidence["complainant"]
    assert "contrat" in found.evidence["number:HX-204 881"]
    assert 0 < found.confidence["complainant"] <= 1


FIELDS = {"kind", "forwarded", "complainant", "hops", "subject", "sent_at", "body"}


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if n != "illisible"])
def test_it_says_of_each_field_how_sure_it_is_and_why(name: str) -> None:
    found = read(name)
    machine = {"kind", "subject", "sent_at"}
    person = FIELDS | {"auto_ack_allowed"}
    wanted = person if found.kind in (Kind.COMPLAINT, Kind.FOLLOW_UP) else machine

    for letter in (found, *found.also):
        assert wanted <= set(letter.confidence) <= set(letter.evidence) | {"numbers"}
        assert all(0 <= item <= 1 for item in letter.confidence.values())


def test_it_is_less_sure_where_others_told_it() -> None:
    sure = read("outlook_fr").confidence

    assert read("chaine_assureur").confidence["complainant"] < sure["complainant"]
    assert read("colle_a_la_main").confidence["complainant"] < sure["complainant"]
    assert read("nom_seul").confidence["complainant"] < 0.6
    assert read("sans_date").confidence["sent_at"] < 0.3


def _all(**changes: Any) -> bytes:
    headers = {"From": "Jean <jean@a.example>", "Subject": "x", **changes}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\nJe conteste.\r\n").encode()


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Loop": "yes"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "DR, All"},
        {"List_Unsubscribe": "<mailto:a@b.example>"},
        {"Auto_Submitted": "auto-replied; owner-email=a@b.example"},
        {"Message_ID": "<1@in.reclampro.test>"},
        {"Reply_To": "autre@b.example"},
        {"From": "no-reply@a.example"},
        {"From": '"victime@banque.example" <jean@a.example>'},
        {"To": "jean@a.example"},
    ],
)
def test_it_waits_for_a_person_before_answering(headers: dict[str, str]) -> None:
    assert not understand(_all(**headers), READING).auto_ack_allowed


def test_it_may_answer_a_plain_mail() -> None:
    assert understand(_all(Auto_Submitted="no"), READING).auto_ack_allowed


def test_it_sees_an_absence_notice_through_a_redirection() -> None:
    notice = _all(Resent_From="b@b.example", Auto_Submitted="auto-replied")

    assert understand(notice, READING).kind is Kind.AUTO_REPLY


def test_it_takes_no_server_rule_for_an_automatic_writer() -> None:
    passed_on = _all(Resent_From="b@b.example", Auto_Submitted="auto-generated")

    found = understand(passed_on, READING)

    assert found.kind is Kind.COMPLAINT
    assert found.forwarder_email == "b@b.example"


@pytest.mark.parametrize(
    "foot",
    [
        "-- \nPauline Vasseur\n06 12 34 56 78",
        "__\nListe du cabinet\nhttps://listes.example/abonnes",
    ],
)
def test_it_takes_no_signature_under_a_quotation_for_an_answer(foot: str) -> None:
    text = f"C'est entendu.\n\n> Nous attendons votre devis.\n> Cordialement\n\n{foot}"

    found = understand(_all().replace(b"Je conteste.", text.encode()), READING)

    assert found.reply_text == "C'est entendu."
