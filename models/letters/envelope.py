"""A text becomes the exact bytes that travel: RFC 5322, CRLF, 7-bit clean.

Headers are written here line by line: the library's own folding encodes the long
Message-IDs of Exchange as words, which breaks the thread, and costs ten times the time.
"""

from __future__ import annotations

import binascii
import re
from datetime import datetime
from email.utils import format_datetime

from models.base.french import one_line
from models.letters.facts import Address, Text

_SUBJECT_LENGTH = 200
_NAME_LENGTH = 120
_MESSAGE_ID = re.compile(r"<?([!-;=?A-~]{1,200}@[!-;=?A-~]{1,200})>?", re.ASCII)
_NOT_IN_ADDRESS = re.compile(r"[\s<>,;:\"()\\\[\]]+")
# 39 octets make 52 characters of base64: a line that holds such a word stays within the
# 76 characters of RFC 2047, the header's name included.
_WORD_OCTETS = 39
_CRLF = "\r\n"
# RFC 5322 wants lines of at most 78 characters where it can be had.
_PLAIN_LINE = 78


def build(
    text: Text,
    *,
    sender: Address,
    recipient: str,
    message_id: str,
    date: datetime,
    in_reply_to: str = "",
    automatic: bool,
    generated: bool = False,
    loop: str = "",
) -> bytes:
    """The whole mail; it refuses nothing and cleans everything.

    `automatic`: no person chose to send it (RFC 3834 `auto-replied`); `generated`: it
    answers nobody's mail, as our own notices do (`auto-generated`). `loop` is
    `tokens.loop_mark`. `in_reply_to` is left out unless it has the shape of a Message-ID.
    """
    encoding, body = _body(text.body)
    headers = [
        ("From", _mailbox(sender)),
        ("To", _address(recipient)),
        ("Subject", encode_header(one_line(text.subject)[:_SUBJECT_LENGTH])),
        ("Date", format_datetime(date)),
        ("Message-ID", one_line(message_id)),
        *_thread(in_reply_to),
        *_machine_marks(automatic, generated, one_line(loop)),
        ("MIME-Version", "1.0"),
        ("Content-Language", "fr"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", encoding),
    ]
    lines = "".join(f"{name}: {value}{_CRLF}" for name, value in headers)
    return (lines + _CRLF).encode("utf-8", "replace") + body


def encode_header(text: str) -> str:
    """A header text: plain when ASCII, else in encoded words folded one a line."""
    if text.isascii() and "=?" not in text:
        return text
    return f"{_CRLF} ".join(map(_encode_word, _slices(text)))


def _encode_word(piece: bytes) -> str:
    word = binascii.b2a_base64(piece, newline=False).decode("ascii")
    return f"=?utf-8?b?{word}?="


def _slices(text: str) -> list[bytes]:
    """UTF-8 in slices that fit a word and never cut a character."""
    slices = [b""]
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(slices[-1]) + len(octets) > _WORD_OCTETS:
            slices.append(b"")
        slices[-1] += octets
    return slices


def _mailbox(sender: Address) -> str:
    name = one_line(sender.name)[:_NAME_LENGTH]
    address = f"<{_address(sender.email)}>"
    if not name:
        return address
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"{_CRLF} {address}'
    return f"{encode_header(name)}{_CRLF} {address}"


def _address(email: str) -> str:
    """One bare address: nothing in it can add a header or a second recipient."""
    local, at, domain = _NOT_IN_ADDRESS.sub("", one_line(email)).rpartition("@")
    return f"{local}{at}{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def _thread(in_reply_to: str) -> list[tuple[str, str]]:
    found = _MESSAGE_ID.fullmatch(in_reply_to.strip())
    if not found:
        return []
    answered = f"<{found[1]}>"
    return [("In-Reply-To", answered), ("References", answered)]


def _machine_marks(
    automatic: bool, generated: bool, loop: str
) -> list[tuple[str, str]]:
    marks = [("X-Auto-Response-Suppress", "All")]
    if automatic:
        kind = "auto-generated" if generated else "auto-replied"
        marks.append(("Auto-Submitted", kind))
    if loop:
        marks.append(("X-ReclamPro-Loop", loop))
    return marks


def _body(text: str) -> tuple[str, bytes]:
    # RFC 5321 lets a server refuse a NUL.
    text = text.replace("\0", "")
    lines = text.splitlines()
    octets = (_CRLF.join(lines) + _CRLF).encode("utf-8", "replace")
    if text.isascii() and all(len(line) <= _PLAIN_LINE for line in lines):
        return "7bit", octets
    return "quoted-printable", binascii.b2a_qp(octets, istext=True)
