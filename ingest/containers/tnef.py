"""winmail.dat: what Outlook wraps for itself and nobody else."""

from __future__ import annotations

import html
import re
from typing import Any

from compressed_rtf import decompress
from RTFDE.deencapsulate import DeEncapsulator
from RTFDE.exceptions import MalformedEncapsulatedRtf, NotEncapsulatedRtf
from tnefparse import TNEF

from ingest import charsets, filenames
from ingest.containers import BROKEN
from ingest.mail import File, Headers, Mail
from ingest.tree import as_attachment

_MAX_FILES = 100
_RTF_CONTROL = re.compile(
    r"\\par[d]?\b|\\[a-z]{1,32}-?\d{0,10} ?|[{}]|\\'[0-9a-fA-F]{2}"
)


def read_tnef(data: bytes) -> Mail | None:
    """The message inside a winmail.dat; None when the bytes are something else."""
    try:
        found = TNEF(data, do_checksum=False)
    except BROKEN:
        return None
    return _mail(found)


def _mail(found: Any) -> Mail:
    files = []
    for number, inner in enumerate(found.attachments[:_MAX_FILES], 1):
        content = bytes(inner.data or b"")
        name = filenames.safe(_text(inner.long_filename() or inner.name or ""))
        kind = filenames.guess_type(name)
        files.append(
            File(
                as_attachment(
                    name or filenames.made_up(kind, number), kind, content, None
                )
            )
        )
    plain, rich = _bodies(found)
    return Mail(Headers(), plain=plain, html=rich, files=tuple(files))


def _bodies(found: Any) -> tuple[str, str]:
    plain = _text(getattr(found, "body", None))
    rich = _text(getattr(found, "htmlbody", None))
    if not plain and not rich:
        rtf = getattr(found, "rtfbody", None)
        if rtf:
            return rtf_bodies(bytes(rtf))
    return plain, rich


def rtf_bodies(data: bytes) -> tuple[str, str]:
    """(plain, html) inside an RTF body; HTML hides there when Outlook wrote it."""
    if not data.lstrip().startswith(b"{\\rtf"):
        try:
            data = decompress(data)
        except BROKEN:
            return "", ""
    try:
        inner = DeEncapsulator(data)
        inner.deencapsulate()
    except (NotEncapsulatedRtf, MalformedEncapsulatedRtf, *BROKEN):
        return _plain_rtf(data), ""
    if inner.content_type == "html":
        return "", _text(inner.html)
    return _text(inner.text), ""


def _plain_rtf(data: bytes) -> str:
    text = data.decode("cp1252", "replace")
    return charsets.clean(_RTF_CONTROL.sub(_rtf_character, text)).strip()


def _rtf_character(match: re.Match[str]) -> str:
    control = match[0]
    if control.startswith("\\par"):
        return "\n"
    if control.startswith("\\'"):
        return bytes([int(control[2:], 16)]).decode("cp1252", "replace")
    return ""


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return charsets.clean(charsets.decode(value.rstrip(b"\0"), "cp1252")[0])
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return (
        charsets.clean(html.unescape(str(value)))
        if value and not isinstance(value, str)
        else charsets.clean(str(value or ""))
    )
