"""Signed messages are read like any other; encrypted ones are held and say so."""

from __future__ import annotations

import base64
import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from ingest.classify.kinds import Kind
from ingest.mime.containers.cms import open_cms
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.mails import READING

KEY = rsa.generate_private_key(65537, 2048)
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zoé Lefèvre")])
BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(NAME)
    .issuer_name(NAME)
    .public_key(KEY.public_key())
    .serial_number(7)
    .not_valid_before(BEGIN)
    .not_valid_after(BEGIN + datetime.timedelta(days=3650))
    .sign(KEY, hashes.SHA256())
)
ENTITY = (
    b'Content-Type: multipart/mixed; boundary="inner"\r\n\r\n--inner\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nJe conteste le refus du 2 mars.\r\n"
    b'--inner\r\nContent-Type: application/pdf; name="Refus.pdf"\r\n\r\n%PDF-1.4\r\n'
    b"--inner--\r\n"
)


def sign(entity: bytes) -> bytes:
    """A CMS file that holds the entity and its signature."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity)
    builder = builder.add_signer(CERTIFICATE, KEY, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def encrypt(entity: bytes) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(entity)
    builder = builder.add_recipient(CERTIFICATE)
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def in_pieces(entity: bytes) -> bytes:
    """The same as Outlook may write it: lengths left open, octets in pieces (X.690, 8.1.3.6)."""

    def put(tag: int, content: bytes) -> bytes:
        return bytes([tag, 0x80]) + content + b"\0\0"

    def octets(piece: bytes) -> bytes:
        return b"\x04\x81" + bytes([len(piece)]) + piece

    pieces = [entity[at : at + 150] for at in range(0, len(entity), 150)]
    data, signed = (bytes.fromhex(f"06092a864886f70d01070{n}") for n in (1, 2))
    inner = put(0x24, b"".join(map(octets, pieces)))
    info = put(0x30, data + put(0xA0, inner))
    return put(0x30, signed + put(0xA0, put(0x30, b"\x02\x01\x01\x31\x00" + info)))


HEAD = (
    "From: Zoé Lefèvre <zoe@client.example>\nTo: r@cabinet.example\n"
    "Subject: Refus\nDate: Mon, 9 Mar 2026 18:42:00 +0100\n"
)
TYPES = (
    'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
    'application/x-pkcs7-mime; name="smime.p7m"',
    "application/pkcs7-mime",
    'application/octet-stream; name="smime.p7m"',
)


def read(content_type: str, content: bytes, text: str = "") -> Understood:
    """A mail whose only part, or the one under a text, is that file."""
    body = base64.encodebytes(content).decode()
    part = (
        f"Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment\n\n{body}"
    )
    if text:
        part = (
            'Content-Type: multipart/mixed; boundary="outer"\n\n--outer\n\n'
            f"{text}\n--outer\n{part}\n--outer--\n"
        )
    return understand((HEAD + part).encode(), READING)


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("wrap", [sign, in_pieces])
def test_it_reads_a_signed_message_and_keeps_its_signature(
    content_type: str, wrap: object
) -> None:
    sealed = wrap(ENTITY)  # type: ignore[operator]
    seen = read(content_type, sealed)

    assert seen.body == "Je conteste le refus du 2 mars."
    assert [file.filename for file in seen.attachments] == ["Refus.pdf"]
    assert [file.content for file in seen.containers] == [sealed]
    assert seen.auto_ack_allowed


def test_it_reads_what_was_signed_twice() -> None:
    inner = base64.encodebytes(sign(ENTITY))
    head = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64"
    seen = read(TYPES[0], sign(head + b"\r\n\r\n" + inner))

    assert seen.body == "Je conteste le refus du 2 mars."
    assert len(seen.containers) == 2


def test_it_reads_a_signed_message_above_a_list_s_foot() -> None:
    seen = read(TYPES[0], sign(ENTITY), "Liste du cabinet, se retirer")

    assert seen.body.startswith("Je conteste le refus du 2 mars.")


@pytest.mark.parametrize("content_type", TYPES)
def test_it_holds_an_encrypted_message_and_says_so(content_type: str) -> None:
    seen = read(content_type, encrypt(ENTITY))

    assert seen.kind is Kind.COMPLAINT
    assert len(seen.attachments) == 1
    assert (seen.auto_ack_allowed, seen.auto_ack_reason) == (False, Doubt.ENCRYPTED)


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("wrap", [sign, encrypt])
def test_it_holds_a_sealed_message_that_is_damaged(
    content_type: str, wrap: object
) -> None:
    sealed = wrap(ENTITY)  # type: ignore[operator]
    seen = read(content_type, sealed[:30])

    assert (seen.auto_ack_allowed, seen.auto_ack_reason) == (False, Doubt.ENCRYPTED)
    assert len(seen.attachments) == 1


def test_an_encrypted_file_beside_words_keeps_nobody_waiting() -> None:
    seen = read(TYPES[3], encrypt(ENTITY), "Je conteste, voir le fichier chiffré.")

    assert seen.auto_ack_allowed
    assert len(seen.attachments) == 1


ARMOUR = "-----BEGIN PGP {}-----\n\nhQEMA0tG\n=abcd\n-----END PGP {}-----\n"


def test_it_holds_a_pgp_message_and_says_so() -> None:
    seen = understand(
        f"{HEAD}\n{ARMOUR.format('MESSAGE', 'MESSAGE')}".encode(), READING
    )

    assert (seen.kind, seen.auto_ack_reason) == (Kind.COMPLAINT, Doubt.ENCRYPTED)


def test_it_holds_a_pgp_mime_message_and_says_so() -> None:
    part = (
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";'
        ' boundary="pgp1"\n\n--pgp1\nContent-Type: application/pgp-encrypted\n\n'
        "Version: 1\n\n--pgp1\nContent-Type: application/octet-stream; name=encrypted.asc"
        f"\n\n{ARMOUR.format('MESSAGE', 'MESSAGE')}\n--pgp1--\n"
    )
    seen = understand((HEAD + part).encode(), READING)

    assert (seen.auto_ack_allowed, seen.auto_ack_reason) == (False, Doubt.ENCRYPTED)
    assert "encrypted.asc" in [file.filename for file in seen.attachments]


def test_it_reads_a_text_that_is_signed_in_clear() -> None:
    signature = ARMOUR.format("SIGNATURE", "SIGNATURE")
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nJe conteste.\n- -- \nZoé\n"
    )
    seen = understand(f"{HEAD}\n{text}{signature}".encode(), READING)

    assert seen.reply_text == "Je conteste."
    assert [file.filename for file in seen.containers] == ["signature.asc"]
    assert seen.auto_ack_allowed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80" * 40,
        b"\x30\x84\xff\xff\xff\xff",
        sign(ENTITY)[:300],
        b"\x30\x80\x06\x80",
    ],
)
def test_it_leaves_what_is_no_cms_a_file(data: bytes) -> None:
    assert open_cms(data) is None
    assert len(read(TYPES[0], data or b"x").attachments) == 1
