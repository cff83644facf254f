"""Files and words come out of a message as they went in, however they were packed."""

from __future__ import annotations

import base64

import pytest

from ingest.parse import parse

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
