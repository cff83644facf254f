"""Files and words come out of a message as they went in, however they were packed."""

from __future__ import annotations

import base64
import binascii

import pytest

from ingest.mime import charsets
from ingest.mime.limits import MAX_LINES, MAX_TEXT, TEXT_CUT
from ingest.mime.parse import parse
from ingest.mime.values import Person
from ingest.reading.understand import understand
from models.analysis.doubts import Doubt
from tests.ingest.mails import READING

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 9 + b"%%EOF\n"


def make_mail(*parts: str) -> bytes:
    """A mail of several parts, each with its own headers."""
    head = 'From: a@b.example\nContent-Type: multipart/mixed; boundary="M"\n'
    body = "".join(f"\n--M\n{part}\n" for part in parts)
    return f"{head}{body}--M--\n".encode()


def encode_blocks(data: bytes, size: int) -> str:
    """Base64 as some programs write it: block by block, each with its padding."""
    blocks = (data[at : at + size] for at in range(0, len(data), size))
    return "\n".join(base64.b64encode(block).decode() for block in blocks)


@pytest.mark.parametrize("size", [10, 61, 1000, 2029])
def test_it_keeps_a_file_whose_base64_is_padded_block_by_block(size: int) -> None:
    head = (
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64"
    )
    mail = parse(make_mail(f"{head}\n\n{encode_blocks(PDF, size)}"))

    assert mail.files[0].attachment.content == PDF
    assert not mail.defects


def test_it_reads_a_text_whose_base64_is_padded_block_by_block() -> None:
    words = "Je conteste le refus de prise en charge. " * 40
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    mail = parse(make_mail(f"{head}\n\n{encode_blocks(words.encode(), 100)}"))

    assert mail.plain.strip() == words.strip()


def test_it_says_that_something_was_left_undecoded() -> None:
    head = (
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64"
    )
    body = base64.encodebytes(PDF[:-1]).decode()
    mail = parse(make_mail(f"{head}\n\n{body}\nvous recevez ce message par la liste"))

    assert mail.files[0].attachment.content == PDF[:-1]
    assert any("not decoded" in defect for defect in mail.defects)


NAMED = 'attachment; filename="Refus de l’assureur.pdf"'


def encode_whole(value: str, encoding: str) -> str:
    """A whole header value as one encoded word (RFC 2047), which no MIME header may be."""
    if encoding == "B":
        return f"=?utf-8?B?{base64.b64encode(value.encode()).decode()}?="
    octets = "".join(f"={byte:02X}" for byte in value.encode())
    return f"=?UTF-8?Q?{octets}?="


@pytest.mark.parametrize("encoding", "BQ")
def test_it_reads_a_disposition_that_is_encoded_whole(encoding: str) -> None:
    header = encode_whole(NAMED, encoding)
    part = f"Content-Type: application/pdf\nContent-Disposition: {header}\n\n%PDF-1.4"
    file = parse(make_mail(part)).files[0]

    assert file.attachment.filename == "Refus de l’assureur.pdf"
    assert file.disposition == "attachment"


@pytest.mark.parametrize("encoding", "BQ")
def test_it_reads_a_parameter_that_is_encoded_with_its_name(encoding: str) -> None:
    header = f"attachment; {encode_whole(NAMED.partition('; ')[2], encoding)}"
    part = f"Content-Type: application/pdf\nContent-Disposition: {header}\n\n%PDF-1.4"

    assert (
        parse(make_mail(part)).files[0].attachment.filename == "Refus de l’assureur.pdf"
    )


@pytest.mark.parametrize("encoding", "BQ")
def test_it_reads_a_type_that_is_encoded_whole(encoding: str) -> None:
    header = encode_whole('application/pdf; name="Pièce d’identité.pdf"', encoding)
    transfer = encode_whole("base64", encoding)
    body = base64.encodebytes(PDF).decode()
    part = f"Content-Type: {header}\nContent-Transfer-Encoding: {transfer}\n\n{body}"
    file = parse(make_mail(part)).files[0].attachment

    assert (file.filename, file.content_type) == (
        "Pièce d’identité.pdf",
        "application/pdf",
    )
    assert file.content == PDF


def test_it_opens_a_multipart_whose_type_is_encoded_whole() -> None:
    header = encode_whole('multipart/mixed; boundary="MARK1"', "Q")
    text = "--MARK1\nContent-Type: text/plain\n\nJe conteste.\n--MARK1--\n"
    mail = parse(f"From: a@b.example\nContent-Type: {header}\n\n{text}".encode())

    assert mail.plain.strip() == "Je conteste."


def uuencode(data: bytes, name: str) -> str:
    """A file as `uuencode` writes it into a text."""
    lines = (data[at : at + 45] for at in range(0, len(data), 45))
    body = "".join(binascii.b2a_uu(line).decode() for line in lines)
    return f"begin 644 {name}\n{body}`\nend\n"


def make_text(words: str) -> bytes:
    return f"From: a@b.example\nSubject: Refus\n\n{words}".encode()


def test_it_takes_uuencoded_files_out_of_a_text() -> None:
    files = [uuencode(PDF, "refus.pdf"), uuencode(PDF[::-1], "plafond été.jpg")]
    mail = parse(
        make_text(f"Bonjour,\n{files[0]}et la photo :\n{files[1]}Cordialement")
    )

    kept = [(file.attachment.filename, file.attachment.content) for file in mail.files]
    assert kept == [("refus.pdf", PDF), ("plafond été.jpg", PDF[::-1])]
    assert mail.plain.split() == ["Bonjour,", "et", "la", "photo", ":", "Cordialement"]


def test_it_takes_a_file_in_the_posix_base64_form_out_of_a_text() -> None:
    body = base64.encodebytes(PDF).decode()
    mail = parse(make_text(f"Voici.\nbegin-base64 644 refus.pdf\n{body}====\nMerci."))

    assert mail.files[0].attachment.content == PDF
    assert mail.plain.split() == ["Voici.", "Merci."]


@pytest.mark.parametrize(
    "words",
    [
        "begin 644 chemin\nde la gare\nend of story",
        "begin 123 now",
        "begin 644 a\nend\n",
    ],
)
def test_it_leaves_words_that_only_look_like_a_file_alone(words: str) -> None:
    mail = parse(make_text(f"Bonjour\n{words}"))

    assert not mail.files
    assert mail.plain.strip() == f"Bonjour\n{words}".strip()


def test_it_takes_a_yenc_file_out_of_a_text() -> None:
    written = b""
    for byte in PDF:
        shifted = (byte + 42) % 256
        escaped = shifted in b"\0\n\r=."
        written += b"=" + bytes([(shifted + 64) % 256]) if escaped else bytes([shifted])
        written += b"\r\n" if len(written) % 130 > 127 else b""
    head = b"From: a@b.example\r\nContent-Transfer-Encoding: 8bit\r\n\r\nVoici :\r\n"
    begin = b"=ybegin line=128 size=%d name=refus.pdf\r\n" % len(PDF)
    mail = parse(head + begin + written + b"\r\n=yend size=1\r\nMerci.")

    assert mail.files[0].attachment.content == PDF
    assert mail.plain.split() == ["Voici", ":", "Merci."]


PICTURE = b"\xff\xd8\xff\xe0" + bytes(1_200_000)


@pytest.mark.parametrize(
    "source", ['"data:{}"', "'data:{}'", "data:{}", '" data:{}"', '"DATA:{}"']
)
def test_it_makes_a_pasted_picture_a_file(source: str) -> None:
    packed = base64.b64encode(PICTURE).decode()
    tag = f"<img src={source.format('image/jpeg;base64,' + packed)}>"
    head = "Content-Type: text/html\n\n"
    mail = parse(make_mail(f"{head}<p>Voici</p>{tag}<p>Je conteste le refus.</p>"))

    assert [file.attachment.content for file in mail.files] == [PICTURE]
    assert "Je conteste le refus." in mail.html
    assert f"cid:{mail.files[0].cid}" in mail.html
    assert not mail.defects


def test_it_says_that_a_text_was_cut() -> None:
    mail = parse(make_text("Je conteste. " * 100_000))

    assert TEXT_CUT in mail.defects


def encode_twice(text: str) -> str:
    """UTF-8 that some program took for Windows-1252."""
    read = (bytes([octet]).decode("cp1252", "replace") for octet in text.encode())
    return "".join(
        chr(octet) if letter == "\ufffd" else letter
        for octet, letter in zip(text.encode(), read, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Réclamation",
        "À : Hélène Vasseur",
        "48,50 € par mois, c’est trop",
        "Noël… « été »",
    ],
)
def test_it_undoes_utf8_that_was_encoded_twice(text: str) -> None:
    twice = encode_twice(text)

    assert charsets.undo_double_utf8(twice) == text
    assert charsets.undo_double_utf8(encode_twice(twice)) == text
    assert charsets.undo_double_utf8(f"été\n{twice}\nâge") == f"été\n{text}\nâge"


@pytest.mark.parametrize(
    "text",
    ["NÃO É", "château", "Â l’ancienne", "été et Ã© ensemble", "日本", "Ã ce jour"],
)
def test_it_leaves_letters_that_are_meant_alone(text: str) -> None:
    assert charsets.undo_double_utf8(text) == text


def test_it_unwraps_a_forward_that_was_encoded_twice() -> None:
    block = (
        "-----Message d'origine-----\nDe : Zoé Lefèvre <zoe@client.example>\n"
        "Envoyé : jeudi 5 mars 2026 09:12\nÀ : Cabinet <a@cabinet.example>\n"
        "Objet : Réclamation\n\nJe réclame le trop-perçu."
    )
    mail = "From: Cabinet <a@cabinet.example>\nTo: r@cabinet.example\nSubject: TR: x\n"
    seen = understand(f"{mail}\n{encode_twice(block)}".encode(), READING)

    assert seen.complainant == Person("Zoé Lefèvre", "zoe@client.example")
    assert (seen.subject, seen.body) == ("Réclamation", "Je réclame le trop-perçu.")


@pytest.mark.parametrize("blank", ["\n", " ", "\n ", "\r\n", "\t"])
def test_a_tail_of_nothing_costs_no_room(blank: str) -> None:
    body = base64.encodebytes(f"Je conteste.{blank * 2_000_000}".encode()).decode()
    head = "Content-Type: text/plain\nContent-Transfer-Encoding: base64"
    mail = parse(make_mail(f"{head}\n\n{body}"))

    assert mail.plain.strip() == "Je conteste."
    assert len(mail.plain) <= MAX_TEXT
    assert mail.plain.count("\n") <= MAX_LINES


def test_a_cut_makes_no_forwarder_the_complainant() -> None:
    block = "De : Zoé <zoe@client.example>\nEnvoyé : jeudi 5 mars 2026 09:12\nÀ : b@c.example\n"
    long = "<p>&nbsp;mot</p>" * 80_000 + f"<p>{block}Objet : Refus</p>"
    head = "From: Bea <b@cabinet.example>\nTo: r@cabinet.example\nSubject: TR: Refus\n"
    seen = understand(f"{head}Content-Type: text/html\n\n{long}".encode(), READING)

    assert TEXT_CUT in seen.defects
    assert seen.complainant is None
    assert (seen.auto_ack_allowed, seen.auto_ack_reason) == (False, Doubt.TRUNCATED)
