"""Outlook's .msg files: a message in a compound file."""

from __future__ import annotations

from typing import Any

import extract_msg

from ingest.mime import charsets, headers
from ingest.mime.containers.outlook_text import BROKEN, rtf_bodies
from ingest.mime.embedded import settle_texts
from ingest.mime.limits import Room
from ingest.mime.mail import Enclosed, File, Headers, Mail, as_attachment

MAX_FILES = 100
# The stream of PidTagHtml.
_HTML = "__substg1.0_10130102"
MAX_NESTED = 5
_FAILURES = (*BROKEN, extract_msg.exceptions.ExMsgBaseException)


def read_msg(data: bytes) -> Mail | None:
    """The message in a .msg file; None when it cannot be read."""
    try:
        with extract_msg.openMsg(data, delayAttachments=False) as found:
            return _mail(found, 0)
    except _FAILURES:
        return None


def _mail(found: Any, depth: int) -> Mail:
    files: list[File] = []
    enclosed: list[Enclosed] = []
    for attached in list(found.attachments)[:MAX_FILES]:
        _take(attached, files, enclosed, depth)
    plain, rich = _bodies(found)
    mail = Mail(
        Headers(_headers(found)),
        plain=plain,
        html=rich,
        files=tuple(files),
        enclosed=tuple(enclosed),
    )
    return settle_texts(mail, Room(0))


def _take(
    attached: Any, files: list[File], enclosed: list[Enclosed], depth: int
) -> None:
    try:
        content = attached.data
        name = headers.safe(
            attached.longFilename or attached.shortFilename or attached.name or ""
        )
    except _FAILURES:
        return
    if isinstance(content, bytes):
        kind = getattr(attached, "mimetype", None) or headers.guess_type(name)
        name = name or headers.make_up_name(kind, len(files) + 1)
        cid = str(getattr(attached, "cid", "") or "")
        files.append(File(as_attachment(name, kind, content, None), cid))
    elif content is not None and depth < MAX_NESTED:
        inner = _mail(content, depth + 1)
        title = headers.safe(inner.headers.get("subject")[:80]) or "message"
        exported = _export(content)
        kept = as_attachment(
            f"{title}.msg", "application/vnd.ms-outlook", exported, None
        )
        enclosed.append(Enclosed(File(kept), inner))


def _export(found: Any) -> bytes:
    try:
        return bytes(found.exportBytes())
    except _FAILURES:
        return b""


def _headers(found: Any) -> list[tuple[str, str]]:
    """Transport headers where the file kept them, else made from its properties."""
    header = found.header
    pairs = [(name, str(value)) for name, value in header.items()] if header else []
    have = {name.lower() for name, _ in pairs}
    date = found.date
    for name, value in (
        ("From", found.sender),
        ("To", found.to),
        ("Cc", found.cc),
        ("Subject", found.subject),
        ("Date", date.strftime("%a, %d %b %Y %H:%M:%S %z") if date else ""),
        ("Message-ID", found.messageId),
    ):
        if value and name.lower() not in have:
            pairs.append((name, str(value)))
    return pairs


def _bodies(found: Any) -> tuple[str, str]:
    """Text and HTML; where there is RTF alone, by our own reader, which has limits."""
    try:
        plain = charsets.clean(str(found.body or ""))
        rich, packed = found.getStream(_HTML), found.compressedRtf
    except _FAILURES:
        return "", ""
    if rich:
        return plain, charsets.clean(charsets.decode(bytes(rich), "utf-8")[0])
    text, rich_text = rtf_bodies(bytes(packed)) if packed else ("", "")
    return (plain if plain.strip() else text), rich_text
