"""Ways to spoil a mail: our own samples damaged, spliced, wrapped and misdeclared."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from random import Random

_ROOT = Path(__file__).parents[2]
SAMPLES = [
    path.read_bytes()
    for folder in ("tests/mails", "cli/samples")
    for path in sorted((_ROOT / folder).glob("*.eml"))
]
# What readers of mail have stumbled over, somewhere, once.
TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xc2\xa0", b"\r", b"\n\n"),
    *(b"\r\n.\r\n", b"\x1b$B", b"\x0b", b"\x85", b"\xe2\x80\xa8", b"\xf0\x9f\x92\xa9"),
    *(b"=?utf-8?b?7aCA?=", b"=?utf-8?q?=00?=", b"=?utf-7?q?+2AA-?=", b"=?x?b?!!!?="),
    *(b"=?utf-8?b?", b"=?iso-2022-jp?b?GyRC?=", b"=?utf-8?q?a=40b?=", b"=?utf-16?b?2AA=?="),
    *(b"charset=utf-7", b"charset=utf-16", b"charset=idna", b"charset=unicode_escape"),
    *(b"charset=rot13", b"charset=punycode", b"charset=undefined", b"charset=zlib"),
    *(b'charset=""', b"charset*=%00''x", b'boundary=""', b"boundary=b", b"boundary*0=a"),
    *(b'filename="../../a\0.pdf"', b"filename*=utf-8''%ED%A0%80", b"filename*0*=x''%00"),
    *(b"filename*1=b", b'name=".."', b'name="' + b"\xc3" * 300 + b'"'),
    *(b"Content-Transfer-Encoding: uuencode\r\n", b"Content-Transfer-Encoding: base64\r\n"),
    *(b"Content-Type: message/rfc822\r\n", b"Content-Type: multipart/mixed\r\n"),
    *(b"Content-Type: text/html\r\n", b"Content-Type: application/ms-tnef\r\n"),
    *(b"Content-Type: message/delivery-status\r\n", b"Content-Type: message/partial\r\n"),
    *(b"Content-Type: application/vnd.ms-outlook; name=a.msg\r\n", b"Content-Type: /\r\n"),
    *(b"\x78\x9f\x3e\x22", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Resent-From: a@b.example\r\n"),
    *(b"Date: 99/99/99999\r\n", b"Date: Thu, 1 Jan 0000 00:00:00 +9999\r\n", b"Date:\r\n"),
    *(b"Date: Mon, 31 Dec 9999 23:59:59 -2359\r\n", b"31/02/2026", b"1 janvier 0001 \xc3\xa0 25:61"),
    *(b"From:\r\n", b"From: <@>\r\n", b'From: "a@b.example" <c@d.example>, e@f.example\r\n'),
    *(b"De : ", "Envoyé : ".encode(), "Le  a écrit :".encode(), b"\n> > > > ", b"\n\t"),
    *(b"-----Message d'origine-----\n", b"<blockquote>", b"<!--", b"<![CDATA[", b"<style>"),
    *(b"&#xD800;", b"&#0;", b"&#x110000;", b'<div style="border-top:solid">', b"</html>"),
    *(b"06 12 34 56 78", b"contrat 1 2 3 4 5 6", b"9" * 400, b"+33", "½²٣ⅷ".encode()),
)  # fmt: skip
Mutation = Callable[[bytes, Random], bytes]


def spoil(seed: int, number: int) -> bytes:
    """The mail that this seed and number stand for, always the same."""
    random = Random(f"{seed}:{number}")
    data = random.choice(SAMPLES)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        data = random.choice(MUTATIONS)(data, random)[:400_000]
    return data


def _damage(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return (
        data[:at]
        + random.randbytes(random.randint(0, 30))
        + data[at + random.randint(0, 60) :]
    )


def _token(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(TOKENS) + data[at:]


def _token_in_headers(data: bytes, random: Random) -> bytes:
    at = random.randint(0, max(data.find(b"\n\n"), data.find(b"\r\n\r\n"), 1))
    return data[:at] + random.choice(TOKENS) + data[at:]


def _token_as_line(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(random.randint(0, len(lines)), random.choice(TOKENS) + b"\r\n")
    return b"".join(lines)


def _value_changed(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at = random.randrange(max(len(lines), 1))
    if lines and b":" in lines[at]:
        name = lines[at].partition(b":")[0]
        lines[at] = name + b": " + random.choice(TOKENS) + b"\r\n"
    return b"".join(lines)


def _bit(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _splice(data: bytes, random: Random) -> bytes:
    other = random.choice(SAMPLES)
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def _lines_moved(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    for _ in range(random.randint(1, 5) if lines else 0):
        line = lines.pop(random.randrange(len(lines)))
        for _ in range(random.choice((0, 1, 1, 2))):
            lines.insert(random.randint(0, len(lines)), line)
        if not lines:
            break
    return b"".join(lines)


def _repeat(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    piece = data[at : at + random.choice((1, 5, 40, 400))]
    return data[:at] + piece * random.choice((2, 10, 500)) + data[at:]


def _other_ends(data: bytes, random: Random) -> bytes:
    end = random.choice((b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"\x0b", b"\x85"))
    return end.join(data.splitlines())


def _quote(data: bytes, random: Random) -> bytes:
    mark = random.choice((b"> ", b">", b"| ", b"\t", b"\xc2\xa0"))
    return b"".join(mark + line for line in data.splitlines(keepends=True))


def _as_body(data: bytes, random: Random) -> bytes:
    head = random.choice(SAMPLES).partition(b"\n\n")[0]
    return head + b"\n\n" + data


def _enclose(data: bytes, random: Random) -> bytes:
    """Inside another message, well or badly encoded."""
    encoding, inner = random.choice(
        ((b"7bit", data), (b"base64", base64.encodebytes(data)), (b"base64", data))
    )
    kind = random.choice(
        (b"message/rfc822", b"application/octet-stream; name=a.eml", b"text/plain")
    )
    return (
        b"From: a@b.example\r\nSubject: TR: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=zz\r\n\r\n--zz\r\nContent-Type: %s\r\n"
        b"Content-Transfer-Encoding: %s\r\n\r\n%s\r\n--zz--\r\n"
        % (kind, encoding, inner)
    )


MUTATIONS: tuple[Mutation, ...] = (
    _damage,
    _damage,
    _token,
    _token,
    _token_in_headers,
    _token_in_headers,
    _token_as_line,
    _value_changed,
    _bit,
    _cut,
    _splice,
    _lines_moved,
    _repeat,
    _other_ends,
    _quote,
    _as_body,
    _enclose,
)
