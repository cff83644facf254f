"""Calendars and recalled messages: none is answered, no person's words are dropped."""

from __future__ import annotations

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest import winmail
from tests.ingest.mails import PAULINE, READING

HEAD = f"""From: Pauline Vasseur <{PAULINE}>
To: reclamations@marchand-courtage.example
Date: Mon, 9 Mar 2026 18:42:00 +0100
Message-ID: <1@boite.example>
MIME-Version: 1.0
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:1
SUMMARY:Point sur votre réclamation
{more}END:VEVENT
END:VCALENDAR
"""
COMPLAINT = (
    "Bonjour,\n\nJe conteste le refus de mon dossier, j’ai noté le rendez-vous.\n"
)


def alone(method: str, subject: str, more: str = "") -> Understood:
    """A calendar that is the whole mail, as Outlook on the web sends it."""
    head = f"{HEAD}Subject: {subject}\nContent-Type: text/calendar; method={method}; charset=utf-8\n\n"
    return understand((head + ICS.format(method=method, more=more)).encode(), READING)


def beside(
    method: str, subject: str, text: str, kind: str = "alternative", how: str = ""
) -> Understood:
    """A calendar beside a text, as most programs send it."""
    head = f"{HEAD}Subject: {subject}\nContent-Type: multipart/{kind}; boundary=b\n\n"
    parts = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--b\nContent-Type: text/calendar; charset=utf-8; method={method}\n{how}\n"
        f"{ICS.format(method=method, more='')}\n--b--\n"
    )
    return understand((head + parts).encode(), READING)


def plain(subject: str, text: str) -> Understood:
    """A mail of text alone."""
    head = f"{HEAD}Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    return understand((head + text).encode(), READING)


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "CANCEL", "DECLINECOUNTER"])
def test_it_takes_a_calendar_s_answer_for_a_receipt(method: str) -> None:
    for found in (
        alone(method, "Accepté : Point dossier"),
        beside(method, "Accepted: point", "Pauline a accepté cette invitation."),
        beside(
            method,
            "Refusé : Point",
            "-----Rendez-vous d'origine-----\nDe : Claire Marchand <claire@marchand-courtage.example>\n"
            "Envoyé : lundi 9 mars 2026 10:00\nÀ : Pauline Vasseur\nObjet : Point\n\nVenez.",
        ),
    ):
        assert (found.kind, found.rule) == (Kind.RECEIPT, "calendar_answer")
        assert len(found.attachments) == 1


@pytest.mark.parametrize("method", ["REQUEST", "ADD", "PUBLISH"])
def test_it_holds_what_asks_for_an_appointment(method: str) -> None:
    for found in (
        alone(method, "Point sur votre réclamation"),
        beside(method, "Invitation : point", "Je conteste, voyons-nous."),
        beside(method, "Point", "Réunion Teams", "mixed"),
    ):
        assert found.kind is Kind.COMPLAINT
        assert found.auto_ack_reason == Doubt.MEETING
        assert len(found.attachments) == 1


def test_it_drops_no_words_of_a_person_who_answers() -> None:
    by_text = beside("REPLY", "Refusé : Point", COMPLAINT)
    by_comment = alone("REPLY", "Refusé : x", "COMMENT:Je conteste cette expertise\n")

    for found in (by_text, by_comment):
        assert found.kind is Kind.COMPLAINT
        assert found.auto_ack_reason == Doubt.MEETING


def test_it_answers_a_complaint_with_an_appointment_among_its_files() -> None:
    how = "Content-Disposition: attachment; filename=rdv.ics\n"

    found = beside("PUBLISH", "Réclamation", COMPLAINT, "mixed", how)

    assert found.auto_ack_allowed
    assert [attachment.filename for attachment in found.attachments] == ["rdv.ics"]


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        (b"IPM.Microsoft Schedule.MtgRespP", Kind.RECEIPT, Doubt.RECEIPT),
        (b"IPM.Microsoft Schedule.MtgCncl", Kind.RECEIPT, Doubt.RECEIPT),
        (b"IPM.Microsoft Schedule.MtgReq", Kind.COMPLAINT, Doubt.MEETING),
        (b"IPM.Outlook.Recall", Kind.COMPLAINT, Doubt.RECALL),
    ],
)
def test_it_knows_outlook_s_notices_in_a_winmail(
    name: bytes, kind: Kind, reason: Doubt
) -> None:
    wrapped = winmail.tnef(winmail.attribute(0x78008, name + b"\0"))

    found = understand(winmail.mail(wrapped), READING)

    assert (found.kind, found.auto_ack_reason) == (kind, reason)


@pytest.mark.parametrize(
    "subject",
    ["Accepté : Point", "Declined: call", "Abgesagt: Termin", "Rifiutato: incontro"],
)
def test_it_holds_an_answer_whose_calendar_was_taken_off(subject: str) -> None:
    assert plain(subject, "À mardi.").auto_ack_reason == Doubt.MEETING
    assert plain(subject, COMPLAINT).auto_ack_allowed


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Rappel : Dégât des eaux",
            "Pauline Vasseur souhaite rappeler le message « Dégât des eaux ».",
        ),
        ("Rappel: x", "Pauline Vasseur souhaiterait rappeler le message, « x »."),
        ("Recall: x", 'Vasseur, Pauline would like to recall the message, "x".'),
        (
            "Rückruf: x",
            "Pauline Vasseur möchte die Nachricht „x“ zurückrufen.",
        ),
        ("Recuperar: x", 'Pauline desea recuperar el mensaje "x".'),
        ("Richiamo: x", 'Pauline desidera richiamare il messaggio "x".'),
        ("Intrekken: x", 'Pauline wil het bericht "x" intrekken.'),
        ("Recall: x", 'Pauline gostaria de cancelar a mensagem "x".'),
        ("Message Recall Failure: x", "Your message was read."),
        ("Rappel : Dégât des eaux", ""),
    ],
)
def test_it_holds_what_takes_a_message_back(subject: str, text: str) -> None:
    found = plain(subject, text)

    assert found.kind is Kind.COMPLAINT
    assert found.auto_ack_reason == Doubt.RECALL


@pytest.mark.parametrize(
    "text",
    [
        COMPLAINT,
        "Je souhaite rappeler le message que je vous ai envoyé le 3 mars : je conteste.",
        "Je vous rappelle mon courrier du 3 mars, resté sans réponse.",
    ],
)
def test_it_answers_a_customer_s_reminder(text: str) -> None:
    assert plain("Rappel : Réclamation dégât des eaux", text).auto_ack_allowed
