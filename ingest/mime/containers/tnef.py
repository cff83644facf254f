"""Files named winmail.dat, in which Outlook wraps a message for itself alone."""

from __future__ import annotations

import threading
from typing import Any

from tnefparse import TNEF, mapi, tnef

from ingest.mime import headers
from ingest.mime.containers.outlook_text import BROKEN, as_text, rtf_bodies
from ingest.mime.embedded import settle_texts
from ingest.mime.limits import Room
from ingest.mime.mail import File, Headers, Mail, as_attachment

_MAX_FILES = 100
# Attributes of one file, and what the library copies for them: the rest, for each of them.
_MAX_ATTRIBUTES, _MAX_COPIED = 2_000, 8_000_000_000
_FIRST, _HEAD, _TAIL = 6, 9, 2
# Properties and values of one file, all together.
_MAX_TURNS = 100_000
_turns = threading.local()


def _count(number: int) -> range:
    """Bound the loops of tnefparse, which turns as often as a file claims: up to 2**32 times."""
    _turns.left -= number
    if _turns.left < 0:
        raise ValueError("more properties than are read")
    return range(number)


for _module in (mapi, tnef):
    vars(_module)["range"] = _count


def read_tnef(data: bytes) -> Mail | None:
    """The message inside a winmail.dat; None when the bytes are something else, or a bomb."""
    attributes = _count_attributes(data)
    if attributes > _MAX_ATTRIBUTES or attributes * len(data) > _MAX_COPIED:
        return None
    _turns.left = _MAX_TURNS
    try:
        return _mail(TNEF(data, do_checksum=False))
    except BROKEN:
        return None


def _mail(found: Any) -> Mail:
    files = []
    for number, inner in enumerate(found.attachments[:_MAX_FILES], 1):
        content = bytes(inner.data or b"")
        name = headers.safe(as_text(_name(inner)))
        kind = headers.guess_type(name)
        files.append(
            File(
                as_attachment(
                    name or headers.make_up_name(kind, number), kind, content, None
                )
            )
        )
    plain, rich = _bodies(found)
    mail = Mail(Headers(), plain=plain, html=rich, files=tuple(files))
    return settle_texts(mail, Room(0))


def _name(inner: Any) -> object:
    """A file's name; the short one is in the sender's code page, which the library ignores."""
    try:
        return inner.long_filename() or inner.name or ""
    except UnicodeDecodeError:
        return getattr(inner, "_name", b"")


def _bodies(found: Any) -> tuple[str, str]:
    plain = as_text(getattr(found, "body", None))
    rich = as_text(getattr(found, "htmlbody", None))
    if not plain and not rich:
        # Not its own `rtfbody`: that unpacks whatever there is, and fails in its own ways.
        rtf = getattr(found, "_rtfbody", None)
        if rtf:
            return rtf_bodies(bytes(rtf))
    return plain, rich


def _count_attributes(data: bytes) -> int:
    """Count the attributes that follow one another; none is looked into."""
    count, at = 0, _FIRST
    while at + _HEAD <= len(data) and count <= _MAX_ATTRIBUTES:
        at += _HEAD + int.from_bytes(data[at + 5 : at + _HEAD], "little") + _TAIL
        count += 1
    return count
