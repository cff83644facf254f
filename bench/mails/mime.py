"""Bytes of messages, written as clients write them."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from random import Random

from bench.mails.people import Person

# charset and transfer encoding, as often as one meets them.
TEXT_WAYS = (
    ("utf-8", "quoted-printable"),
    ("utf-8", "quoted-printable"),
    ("utf-8", "8bit"),
    ("utf-8", "base64"),
    ("iso-8859-15", "quoted-printable"),
    ("windows-1252", "8bit"),
    ("windows-1252", "quoted-printable"),
)
# A message inside another: the rival gives up its whole run on 8-bit text there.
SEVEN_BIT_WAYS = tuple(way for way in TEXT_WAYS if way[1] != "8bit")
Ways = Sequence[tuple[str, str]]


def text_part(text: str, subtype: str, way: tuple[str, str]) -> bytes:
    """A text part; letters its charset lacks make it UTF-8."""
    charset, encoding = way
    crlf = text.replace("\n", "\r\n")
    try:
        data = crlf.encode(charset)
    except UnicodeEncodeError:
        charset, data = "utf-8", crlf.encode()
    headers = (
        f'Content-Type: text/{subtype}; charset="{charset}"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return headers.encode("ascii") + _encode(data, encoding) + b"\r\n"


def _encode(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        lines = quopri.encodestring(data.replace(b"\r\n", b"\n"))
        return lines.replace(b"\n", b"\r\n")
    return data


def multipart(rng: Random, subtype: str, parts: Sequence[bytes]) -> bytes:
    """Parts under one boundary; one part alone stays alone."""
    if len(parts) == 1:
        return parts[0]
    mark = f"=_{rng.getrandbits(96):024x}".encode()
    head = b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n\r\n' % (
        subtype.encode(),
        mark,
    )
    body = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts)
    return head + body + b"--%b--\r\n" % mark


def enclose(name: str, raw: bytes) -> bytes:
    """A whole message as an attachment."""
    headers = f"Content-Type: message/rfc822\r\nContent-Disposition: attachment;\r\n filename={name}\r\n\r\n"
    return headers.encode("ascii") + raw


def message(headers: Sequence[tuple[str, str]], entity: bytes) -> bytes:
    """The whole message: `headers` and what the entity says of itself."""
    lines = [f"{name}: {value}\r\n" for name, value in headers]
    return "".join([*lines, "MIME-Version: 1.0\r\n"]).encode("ascii") + entity


def write_bytes(text: str, charset: str = "utf-8", name: str = "") -> str:
    """A header's words, encoded and folded where they need it."""
    if text.isascii():
        return text
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    return (
        Header(text, charset, maxlinelen=74, header_name=name)
        .encode()
        .replace("\n", "\r\n")
    )


def mailbox(person: Person, charset: str = "utf-8") -> str:
    """`Name <address>` as a header says it."""
    name = person.name
    words = f'"{name}"' if name.isascii() else write_bytes(name, charset)
    return f"{words} <{person.email}>"


def message_id(rng: Random, person: Person) -> str:
    """A Message-ID of the sender's own server."""
    return f"<{rng.getrandbits(80):020x}@{person.email.partition('@')[2]}>"


def day(moment: datetime) -> str:
    """The Date header."""
    return format_datetime(moment)
