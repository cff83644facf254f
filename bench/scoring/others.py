"""Message as two other parsers see it: files by their digests, and whether it has a text."""

from __future__ import annotations

import base64
import binascii
import re
from email import message_from_bytes
from email.message import Message
from hashlib import sha256

import mailparser

_TAGS = re.compile(rb"(?is)<(style|script|title)\b.*?</\1>|<[^>]*>|&nbsp;")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")
_TEXTS = ("text/plain", "text/html")
# What describes other parts, and a multipart whose boundary was lost: a text, not a file.
_REPORTS = ("message/", "multipart/", "text/rfc822-headers")


def leaves(data: bytes) -> list[Message]:
    """Parts without parts, attached messages opened too."""
    return [part for part in message_from_bytes(data).walk() if not part.is_multipart()]


def read_by_email(data: bytes) -> dict[str, str]:
    """Map digest to name of what Python's email package shows as a file: named, attached, or no text."""
    found = {}
    for part in leaves(data):
        content = part.get_payload(decode=True)
        has_content = isinstance(content, bytes) and content.strip()
        if has_content and _is_file(part) and not _is_mixed(part):
            found[sha256(bytes(content)).hexdigest()] = (
                f"{part.get_content_type()} {part.get_filename()}"
            )
    return found


def _is_mixed(part: Message) -> bool:
    """Base64 with words in it, which the package decodes as if they were base64 too."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    return encoding == "base64" and bool(_NO_BASE64.search(str(part.get_payload())))


def _is_file(part: Message) -> bool:
    kind = part.get_content_type()
    if kind.startswith(_REPORTS):
        return False
    named = bool(part.get_filename()) or part.get_content_disposition() == "attachment"
    return named or kind.partition("/")[0] != "text"


def read_by_mail_parser(data: bytes) -> dict[str, str]:
    """Map digest to name of what mail-parser lists as a file, if the sender named it or it is no text.

    It also lists texts of attached messages under names it makes up: those are texts.
    """
    try:
        listed = mailparser.parse_from_bytes(data).attachments
    except Exception:
        return {}
    texts = {_digest(part) for part in leaves(data) if not _is_file(part)}
    found = {}
    for file in listed:
        content = _content(file["payload"], bool(file["binary"]))
        digest = sha256(content).hexdigest()
        kind = file["mail_content_type"]
        if (
            content.strip()
            and digest not in texts
            and not (file["binary"] and _NO_BASE64.search(file["payload"]))
            and not kind.startswith((*_REPORTS, "text/"))
        ):
            found[digest] = f"{kind} {file['filename']}"
    return found


def _digest(part: Message) -> str:
    content = part.get_payload(decode=True)
    return sha256(content).hexdigest() if isinstance(content, bytes) else ""


def _content(payload: str, binary: bool) -> bytes:
    data = payload.encode("utf-8", "surrogateescape")
    if not binary:
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error:
        return b""


def has_text(data: bytes) -> bool:
    """Tell whether a text part stands there that is not a file and says something."""
    for part in leaves(data):
        if part.get_content_type() in _TEXTS and not _is_file(part):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and _words(
                content, part.get_content_subtype()
            ):
                return True
    return False


def _words(content: bytes, subtype: str) -> bytes:
    return _TAGS.sub(b"", content).strip() if subtype == "html" else content.strip()
