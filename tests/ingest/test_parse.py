"""The normaliser around the MIME engine: what it saves, and what it refuses to believe."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mime import charsets, headers, skeleton
from ingest.mime.headers import file_name, readable
from ingest.mime.parse import parse
from ingest.mime.skeleton import cut_bodies
from ingest.mime.values import cut
from ingest.reading.understand import understand
from models.base.transfer_encoding import decode_base64, read_base64
from tests.ingest.mails import READING

PDF = b"%PDF-1.4 " + bytes(range(256)) * 20
HEAD = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def _with(part: bytes) -> bytes:
    return (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="M"\r\n\r\n--M\r\n'
        + b"Content-Type: text/plain\r\n\r\nBonjour\r\n--M\r\n"
        + part
        + b"\r\n--M--\r\n"
    )


def _pdf(name: bytes = b"a.pdf") -> bytes:
    return _with(
        b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="
        + name
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(PDF)
    )


def test_it_cuts_long_bodies_out_and_finds_them_again() -> None:
    raw = _pdf()
    skeleton = cut_bodies(raw)

    assert len(skeleton.data) < 500
    assert [cut(raw, span) for span in skeleton.spans] == [PDF]
    assert parse(raw).files[0].attachment.content == PDF


def test_it_believes_no_token_of_a_mail() -> None:
    forged = base64.b64encode(b"cut:0000000000000000:00000000")
    found = parse(_with(b"Content-Transfer-Encoding: base64\r\n\r\n" + forged))

    assert found.plain.startswith("Bonjour")
    assert "cut:0000" in found.plain


def test_it_keeps_pasted_base64_in_a_text() -> None:
    pasted = base64.encodebytes(PDF)
    text = b"Content-Transfer-Encoding: base64\r\n\r\n" + pasted
    found = parse(HEAD + b"Content-Type: text/plain\r\n\r\n" + text)

    assert base64.b64decode(found.plain.split("\n\n", 1)[1]) == PDF


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b'"../../../etc/passwd"', "passwd"),
        (b'"/abs/p.pdf"', "p.pdf"),
        (b'"a\x00b.pdf"', "ab.pdf"),
        (b'"facture\xe2\x80\xaefdp.exe"', "facturefdp.exe"),
        (b'"=?utf-8?B?Li4vLi4vZXZpbA==?="', "evil"),
        (b'"01/02/2025 facture.pdf"', "01_02_2025 facture.pdf"),
        (b'"CON"', "_CON"),
        (b'".."', "piece-jointe-1.pdf"),
        (b'"' + b"a" * 5_000 + b'.pdf"', "a" * 196 + ".pdf"),
        (('"' + "é" * 200 + '.pdf"').encode(), "é" * 118 + ".pdf"),
    ],
)
def test_it_makes_a_file_name_safe(written: bytes, name: str) -> None:
    assert parse(_pdf(written)).files[0].attachment.filename == name


def test_it_prefers_the_name_that_kept_its_letters() -> None:
    whole = 'application/pdf; name="=?utf-8?q?=C5=82.pdf?="'

    assert file_name('attachment; filename="?.pdf"', whole) == "ł.pdf"
    assert file_name('attachment; filename="a.pdf"', whole) == "a.pdf"
    assert file_name('attachment; filename="Pourquoi ?.pdf"', "application/pdf") == (
        "Pourquoi ?.pdf"
    )


def test_it_joins_continued_file_names() -> None:
    header = (
        "attachment; filename*0*=utf-8''d%C3%A9; filename*1=g%C3%A2t.; filename*2*=pdf"
    )

    assert headers.file_name(header, "") == "dég%C3%A2t.pdf"


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (b"\x80 \x96 \xe9", "iso-8859-1", "€ – é"),
        ("é€".encode(), "iso-8859-1", "é€"),
        (b"r\xe9clam\xe9", "utf-8", "réclamé"),
        (b"r\xe9clam\xe9", "x-unknown", "réclamé"),
        (b"\xe9", "unicode_escape", "é"),
        (b"\xe9", "zlib", "é"),
        (b"\xa4", "iso-8859-15", "€"),
    ],
)
def test_it_reads_what_the_label_hides(data: bytes, label: str, text: str) -> None:
    assert charsets.decode(data, label)[0] == text


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("=?utf-8?b?w6k=?= =?utf-8?q?=C3?= =?utf-8?q?=A9?=", "éé"),
        ("R\udce9clamation", "Réclamation"),
        ("hi\rBcc: victime@b.example", "hi"),
        ("a\x00b\u202ec", "abc"),
        ("=?utf-8?q?hi=0D=0ABcc:_v?=", "hi Bcc: v"),
    ],
)
def test_it_reads_headers_as_people_do(raw: str, value: str) -> None:
    assert readable(raw) == value


def test_it_repairs_base64_accidents() -> None:
    whole = base64.b64encode(b"bonjour!")

    assert decode_base64(whole.rstrip(b"=")) == b"bonjour!"
    assert decode_base64(b" \n" + whole) == b"bonjour!"


def test_it_takes_the_first_of_two_subjects() -> None:
    found = parse(b"Subject: un\r\nSubject: deux\r\nFrom: a@b.example\r\n\r\nx")

    assert found.headers.get("subject") == "un"


def test_it_mends_a_multipart_whose_boundary_was_lost() -> None:
    raw = HEAD + b"Content-Type: multipart/mixed;\r\nboundary=XYZ1\r\n\r\n--XYZ1\r\n"
    raw += b"Content-Type: text/plain\r\n\r\nBonjour\r\n--XYZ1--\r\n"

    assert "Bonjour" in parse(raw).plain


def test_it_gives_the_same_answer_twice() -> None:
    raw = _pdf(b'""')

    assert parse(raw).files == parse(raw).files


def test_it_reads_a_subject_in_the_charset_of_a_message_it_encloses() -> None:
    chinese = "转发：整体提升".encode("gb18030")
    message = (
        b"Subject: "
        + chinese
        + b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nSpam\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Subject: x\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
        + chinese
        + b"\r\n--b--\r\n"
    )
    accented = "Réclamation d'été".encode("latin-1")

    assert parse(message).headers.get("subject") == "转发：整体提升"
    french = parse(message.replace(chinese, accented, 1))
    assert french.headers.get("subject") == "Réclamation d'été"


def test_it_parts_a_forward_from_technical_lines() -> None:
    text = "> From: Jo <jo@a.example>\n> To: b@b.example\n> Subject: weather\n> Mime-Version: 1.0\n> X-PHP-Script: 5\n\n> Rain."
    head = b"From: b@b.example\r\nSubject: Fwd: weather\r\n\r\n"

    found = understand(head + text.encode(), READING)

    assert found.subject == "weather"
    assert found.body == "Rain."


def test_it_keeps_a_message_within_a_message_as_it_came() -> None:
    innermost = b"From: c@d.example\r\nSubject: y\r\n\r\nBonjour"
    inner = b"From: b@c.example\r\nContent-Type: message/rfc822\r\n\r\n" + innermost
    outer = _with(b"Content-Type: message/rfc822\r\n\r\n" + inner)

    enclosed = parse(outer).enclosed[0]

    assert enclosed.container.attachment.content == inner
    assert enclosed.mail.enclosed[0].container.attachment.content == innermost


def test_it_keeps_an_enclosed_message_that_speaks_of_the_boundary() -> None:
    inner = b"From: c@d.example\r\nSubject: y\r\n\r\nvoir --limite\r\nsuite"
    head = b"Content-Type: multipart/mixed; boundary=limite\r\n\r\n"
    part = b"--limite\r\nContent-Type: message/rfc822\r\n\r\n"

    values = parse(head + part + inner + b"\r\n--limite--\r\n")

    assert values.enclosed[0].container.attachment.content == inner


@pytest.mark.parametrize("charset", ["punycode", "idna", "rot13", "utf-16", "nobody's"])
def test_it_reads_an_enclosed_message_of_an_impossible_charset(charset: str) -> None:
    inner = (
        f"From: c@d.example\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
        "Il me manque 312,40 €.\r\n"
    )
    values = parse(_with(b"Content-Type: message/rfc822\r\n\r\n" + inner.encode()))

    assert not [defect for defect in values.defects if defect.startswith("unreadable")]
    assert [message.container.attachment.size for message in values.enclosed] == [
        len(inner.encode())
    ]


@pytest.mark.parametrize(
    ("written", "label", "text"),
    [
        ("日本".encode("iso2022_jp"), "utf-8", "日本"),
        ("日本".encode("iso2022_jp"), "", "日本"),
        ("日本".encode("iso2022_jp"), "ISO-2022-JP", "日本"),
        (b'\x1b$B$"\x7c\x7e\x1b(B', "iso-2022-jp", "あ\ufffd"),
        ("Вам счет".encode(), "windows-1251", "Вам счет"),
        ("Вам счет".encode("cp1251"), "windows-1251", "Вам счет"),
        ("Ωραία".encode(), "iso-8859-7", "Ωραία"),
        (b"\x1b[1mgras\x1b[0m", "us-ascii", "\x1b[1mgras\x1b[0m"),
    ],
)
def test_it_reads_a_text_by_what_it_is(written: bytes, label: str, text: str) -> None:
    assert charsets.decode(written, label)[0] == text


def test_it_puts_a_long_body_back_where_a_line_stands_above_it() -> None:
    # A header without a colon ends the headers for the parser, though no line is empty yet.
    odd = _pdf().replace(b"base64\r\n\r\n", b"base64\r\nAAAA\r\n\r\n")

    found = parse(odd).files[0].attachment

    assert found.content == bytes(3) + PDF


@pytest.mark.parametrize(
    "charset", ["x=y", "charset*=%00''x", "charset=punycode", "charset=\0"]
)
def test_it_keeps_the_words_of_a_multipart_without_boundary(charset: str) -> None:
    text = "Il me manque 312,40 €."
    values = parse(
        f"From: a@b.example\nContent-Type: multipart/mixed; {charset}\n\n{text}\n".encode()
    )

    assert values.plain.strip() == text


@given(st.text("ABab01+/=\n\r .-", max_size=60).map(str.encode))
def test_it_knows_base64_from_what_only_looks_so(body: bytes) -> None:
    content = skeleton._content(body)

    is_whole = read_base64(body).is_whole
    assert content == (decode_base64(body) if is_whole else None)


@pytest.mark.parametrize("end", [b"--b", b"--b\r\n", b"", b"\r\n"])
def test_it_reads_a_message_that_stops_at_a_boundary(end: bytes) -> None:
    raw = (
        b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/plain\r\n\r\nJe conteste.\r\n" + end
    )

    assert parse(raw).plain.strip() == "Je conteste."
