"""The customer's words as they typed them: no program's notes, no marks, no logos as documents."""

from __future__ import annotations

import base64

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from ingest.text.lines import reflow
from ingest.text.pictures import without_marks
from tests.ingest.mails import READING

WRAPPED = (
    "Bonjour,\n\n"
    "Depuis le sinistre du 5 janvier, personne ne m'a répondu alors que j'ai\n"
    "envoyé trois relances à votre cabinet et que l'expert est passé deux\n"
    "fois. Je vous demande donc de bien vouloir revoir votre position et de\n"
    "me rembourser.\n\n"
    "Les pièces :\n- le devis du plombier, de 1 240 euros toutes taxes comprises\n"
    "- la photo\n\nZoé Lefèvre\n3 rue des Lilas\n44000 Nantes"
)


def test_it_reads_a_wrapped_text_as_paragraphs() -> None:
    found = reflow(WRAPPED)

    assert "alors que j'ai envoyé trois relances" in found
    assert "de me rembourser.\n\nLes pièces :\n- le devis" in found
    assert found.endswith("\n- la photo\n\nZoé Lefèvre\n3 rue des Lilas\n44000 Nantes")


def test_it_reads_a_short_wrapped_text_as_a_paragraph() -> None:
    text = (
        "La franchise de 290 € m'a été retenue deux fois pour le même accident (sinistre\n"
        "SIN-2026-003980). Je vous l'ai déjà signalé au téléphone. Je vous demande de\n"
        "corriger cette erreur."
    )

    assert reflow(text) == text.replace("\n", " ")


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\nJe conteste.\nMerci.",
        "Un vers plus long que tous les autres vers de ce petit poème-là\ncourt\nbref\nfin",
        "> " + "cité sur une ligne assez longue pour atteindre la colonne\n> " * 4,
        "- un point assez long pour atteindre la colonne où l'on coupe\n" * 5,
        "Une ligne de plus de cent caractères que personne n'a coupée, " * 3
        + "\nfin\nfin",
        "",
    ],
)
def test_it_leaves_lines_that_a_person_ended(text: str) -> None:
    assert reflow(text) == text


@pytest.mark.parametrize(
    "mark",
    [
        "[cid:image001.png@01DB8C1A.9A0BAF1C]",
        "[image: logo.png]",
        "[Inline image 1]",
        "<image001.jpg>",
        "[Description : cid:image002.gif@01DB]",
        "\ufffc",
    ],
)
def test_it_takes_out_what_stands_for_a_picture(mark: str) -> None:
    text = f"Voici la photo {mark} du mur.\n{mark}\n  {mark}{mark}\nCordialement"

    assert without_marks(text) == "Voici la photo  du mur.\nCordialement"


@pytest.mark.parametrize("text", ["[1] voir", "<zoe@client.example>", "[à relire]"])
def test_it_leaves_other_brackets_alone(text: str) -> None:
    assert without_marks(text) == text


def read(text: str, subject: str = "Refus") -> Understood:
    head = (
        "From: Zoé Lefèvre <zoe@client.example>\nTo: r@cabinet.example\n"
        f"Subject: {subject}\nDate: Mon, 9 Mar 2026 18:42:00 +0100\n\n"
    )
    return understand(f"{head}{text}".encode(), READING)


@pytest.mark.parametrize(
    "note",
    ["Envoyé de mon iPhone", "Sent from my Galaxy", "Obtenir Outlook pour iOS"],
)
def test_a_telephone_s_note_is_no_word_of_the_customer(note: str) -> None:
    assert read(f"Je conteste.\n\n{note}").body == "Je conteste."
    assert read(f"Je conteste.\n{note}\n\nZoé").body == "Je conteste.\n\nZoé"


@pytest.mark.parametrize(
    "words",
    [
        "Envoyé par lettre recommandée le 12 janvier.",
        "Envoyé de nouveau à votre cabinet hier.",
        "Envoyé via vos services en mars.",
    ],
)
def test_a_sentence_that_begins_alike_is_kept(words: str) -> None:
    assert read(f"Voici mon courrier.\n\n{words}").body.endswith(words)


def make_picture(name: str, kind: str, size: int) -> str:
    body = base64.encodebytes(b"\x89PNG" + bytes(size)).decode()
    return (
        f"\n--R\nContent-Type: {kind}; name={name}\nContent-ID: <{name}@x>\n"
        f"Content-Transfer-Encoding: base64\nContent-Disposition: inline\n\n{body}"
    )


def read_page(page: str, *pictures: str, head: str = "") -> Understood:
    return understand(
        (
            "From: Zoé Lefèvre <zoe@client.example>\nTo: r@cabinet.example\n"
            f"Subject: Refus\nDate: Mon, 9 Mar 2026 18:42:00 +0100\n{head}"
            'Content-Type: multipart/related; boundary="R"\n\n--R\n'
            f"Content-Type: text/html; charset=utf-8\n\n{page}"
            f"{''.join(pictures)}\n--R--\n"
        ).encode(),
        READING,
    )


LOGO = make_picture("image001.png", "image/png", 3_000)
PHOTO = make_picture("mur.jpg", "image/jpeg", 40_000)
SIGNED = (
    '<p>Voici le mur.</p><p><img src="cid:mur.jpg@x"></p><p>Cordialement,</p>'
    '<p><img src="cid:image001.png@x"></p><p>Zoé Lefèvre<br>Architecte</p>'
)


def names(understood: Understood) -> tuple[list[str], list[str]]:
    return (
        [file.filename for file in understood.attachments],
        [file.filename for file in understood.inline],
    )


def test_the_picture_of_the_writer_s_signature_is_no_document() -> None:
    assert names(read_page(SIGNED, LOGO, PHOTO)) == (["mur.jpg"], ["image001.png"])


@pytest.mark.parametrize(
    "page",
    [
        '<p>Voici le mur.</p><p>Cordialement,<br>Zoé Lefèvre</p><img src="cid:mur.jpg@x">',
        '<p>Voici le mur.</p><img src="cid:mur.jpg@x">',
        '<p>Cordialement,</p><p>Zoé <img src="cid:mur.jpg@x"> Lefèvre</p>',
    ],
)
def test_a_photograph_stays_a_document_wherever_it_stands(page: str) -> None:
    photo = make_picture("mur.jpg", "image/jpeg", 90_000)

    assert names(read_page(page, photo)) == (["mur.jpg"], [])


def test_the_logo_of_a_letter_that_is_forwarded_is_no_document() -> None:
    inner = (
        "From: Zoé Lefèvre <zoe@client.example>\nSubject: Refus\n"
        'Content-Type: multipart/related; boundary="R"\n\n--R\n'
        f"Content-Type: text/html; charset=utf-8\n\n{SIGNED}{LOGO}{PHOTO}\n--R--\n"
    )
    outer = (
        "From: Claire <c@cabinet.example>\nTo: r@cabinet.example\nSubject: TR: Refus\n"
        'Content-Type: multipart/mixed; boundary="O"\n\n--O\n\nPour saisie.\n--O\n'
        f"Content-Type: message/rfc822\n\n{inner}\n--O--\n"
    )

    assert names(understand(outer.encode(), READING)) == (["mur.jpg"], ["image001.png"])


def test_a_forwarded_follow_up_shows_the_customer_s_words() -> None:
    seen = read("Claire, voici sa réponse.", "Re: Accusé de réception - D-7K3M9Q")
    seen = Understood(
        Kind.FOLLOW_UP,
        sender=seen.sender,
        forwarded=True,
        body="Je maintiens ma réclamation.",
        reply_text="Claire, voici sa réponse.",
        forwarder_note="Claire, voici sa réponse.",
    )
    found = findings_of(seen)[0]

    assert found.body == "Je maintiens ma réclamation."
    assert found.text.endswith("\n\nJe maintiens ma réclamation.")
