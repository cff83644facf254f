"""Proof that two mails are one complaint: the same words with other files are two."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from models.rows.base import now
from models.rows.complaint_parts import Attachment
from models.rows.letter import Letter, LetterState
from models.sending.reasons import why
from tests.household import House
from tests.workers.test_take_in import deliver

COPIER = "Copieur <scan@martin-courtage.test>"
CUSTOMER = "Jeanne Durand <jeanne.durand@client.test>"
WORDS = "Veuillez trouver ci-joint ma lettre de réclamation, que je maintiens.\n"
SCANNED = "Ce document a été numérisé et envoyé par le copieur de l’accueil.\n"


def with_file(
    content: bytes,
    sender: str = COPIER,
    subject: str = "Document numérisé",
    text: str = SCANNED,
    number: str = "scan-fixe",
    minutes: int = 0,
    kind: str = "application/pdf",
) -> bytes:
    """A mail with one file, sent a little while ago."""
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["To"] = "reclamations@martin-courtage.test"
    sent = now().replace(second=0) - timedelta(minutes=90 - minutes)
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{number}@client.test>"
    message.set_content(text)
    main, _, sub = kind.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=f"1.{sub}")
    return message.as_bytes().replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("sender", "subject", "text", "kind"),
    [
        (COPIER, "Document numérisé depuis l’accueil", SCANNED, "application/pdf"),
        (COPIER, "Message de KM_C258", "", "image/tiff"),
        ("0298000017@fax.test", "Fax reçu de 0298000017", "Un fax.", "image/tiff"),
        ("no-reply@voix.test", "Nouveau message vocal", "0:42", "audio/x-wav"),
        (CUSTOMER, "Réclamation", WORDS, "application/pdf"),
        (CUSTOMER, "Réclamation", "Voir la lettre.", "image/jpeg"),
    ],
)
def test_two_files_with_the_same_words_are_two_drafts(
    house: House, sender: str, subject: str, text: str, kind: str
) -> None:
    first = with_file(b"%PDF-1.4 a", sender, subject, text, kind=kind)
    second = with_file(b"%PDF-1.4 b", sender, subject, text, kind=kind, minutes=5)

    deliver(house, first, second)

    assert len(house.complaints()) == 2
    assert len({item.sha256 for item in house.all(Attachment)}) == 2
    assert house.verdicts() == ["draft", "draft"]


@pytest.mark.parametrize("sender", [COPIER, CUSTOMER])
@pytest.mark.parametrize("number", ["scan-fixe", "other"])
def test_the_same_file_with_the_same_words_is_one_draft(
    house: House, sender: str, number: str
) -> None:
    subject = "Document numérisé"
    first = with_file(b"%PDF-1.4 a", sender, subject, WORDS)
    again = with_file(b"%PDF-1.4 a", sender, subject, WORDS, number)

    deliver(house, first, again)

    assert house.verdicts() == ["draft", "duplicate"]


def test_a_second_letter_waits_where_only_the_files_differ(house: House) -> None:
    first = with_file(b"%PDF-1.4 a", CUSTOMER, "Réclamation", WORDS)
    second = with_file(b"%PDF-1.4 b", CUSTOMER, "Réclamation", WORDS, minutes=5)

    deliver(house, first, second)

    letters = house.all(Letter)
    assert sorted(letter.state for letter in letters) == [LetterState.HELD, LetterState.PLANNED]  # fmt: skip
    assert [letter.detail for letter in letters if letter.reason] == ["same_words"]


@pytest.mark.parametrize(
    ("sender", "subject", "kind", "words"),
    [
        (COPIER, "Document numérisé", "application/pdf", "numérisé par un copieur"),
        ("0298000017@fax.test", "Fax reçu", "image/tiff", "fax reçu par passerelle"),
        ("0612@voix.test", "Nouveau message vocal", "audio/x-wav", "écoutez"),
        ("avis-lre@lre.test", "Lettre recommandée électronique à retirer", "text/x", "retirez la lettre"),
    ],
)  # fmt: skip
def test_a_carriers_draft_says_what_came_and_what_to_do(
    house: House, sender: str, subject: str, kind: str, words: str
) -> None:
    deliver(house, with_file(b"II*", sender, subject, "", kind=kind))

    [letter] = house.all(Letter)
    assert letter.state is LetterState.HELD
    assert words in why(letter)
    assert house.complaints()[0].complainant_email == ""


@pytest.mark.parametrize("number", ["scan-fixe", "other"])
def test_a_copy_brings_its_documents_no_second_time(house: House, number: str) -> None:
    mail = with_file(b"%PDF-1.4 a", CUSTOMER, "Réclamation", WORDS)
    again = with_file(b"%PDF-1.4 a", CUSTOMER, "Réclamation", WORDS, number)

    deliver(house, mail)
    deliver(house, again)

    assert house.verdicts() == ["draft", "duplicate"]
    assert len(house.all(Attachment)) == 1
