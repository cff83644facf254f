"""Files that are envelopes, opened: every file of a message goes through here.

What reads Outlook's formats is large and seldom needed: it is imported by the first file that
is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ingest.mime.limits import MAX_DEPTH
from ingest.mime.mail import Enclosed, File, Mail, without_places
from ingest.mime.values import Attachment

_MAX_OPENED = 20
_HEAD = 8_000
_MESSAGE_TYPES = {
    "message/rfc822",
    "message/x-rfc822",
    "application/eml",
    "application/x-eml",
}
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MESSAGE_START = (
    b"return-path:",
    b"received:",
    b"from:",
    b"date:",
    b"message-id:",
    b"subject:",
    b"to:",
    b"mime-version:",
    b"delivered-to:",
    b"x-",
    b"dkim-signature:",
    b"authentication-results:",
    b"from ",
    b"reply-to:",
    b"content-type:",
    b"arc-",
)


def opened(mail: Mail, parse: Callable[[bytes], Mail], depth: int = 0) -> Mail:
    """The message with its winmail.dat, .msg and .eml files opened."""
    if not mail.files or depth > min(MAX_DEPTH, 5):
        return mail
    files: list[File] = []
    enclosed = list(mail.enclosed)
    for file in mail.files:
        inner = _message_in(file, parse) if len(enclosed) < _MAX_OPENED else None
        if inner is not None:
            enclosed.append(Enclosed(file, opened(inner, parse, depth + 1)))
        else:
            files.append(file)
    return replace(mail, files=tuple(files), enclosed=tuple(enclosed))


def unpacked(mail: Mail) -> tuple[Mail, tuple[File, ...]]:
    """A message that Outlook wrapped in winmail.dat, as it would have been sent."""
    wrappers = [file for file in mail.files if is_tnef(file)]
    if not wrappers:
        return mail, ()
    from ingest.mime.containers.tnef import read_tnef

    containers: list[File] = []
    for file in wrappers[:3]:
        inner = read_tnef(file.attachment.content)
        if inner is None:
            continue
        containers.append(file)
        kept = tuple(one for one in mail.files if one is not file) + inner.files
        mail = replace(
            mail,
            files=kept,
            plain=mail.plain if mail.plain.strip() else inner.plain,
            html=mail.html if mail.html.strip() else inner.html,
        )
    return mail, tuple(containers)


def is_tnef(file: File) -> bool:
    """By its type or by the name Outlook gives it."""
    attachment = file.attachment
    return attachment.content_type in _TNEF or (
        attachment.filename.lower() in ("winmail.dat", "win.dat")
    )


def _is_msg(attachment: Attachment) -> bool:
    """A compound file that calls itself an Outlook message."""
    named = attachment.content_type == "application/vnd.ms-outlook" or (
        attachment.filename.lower().endswith(".msg")
    )
    return named and attachment.content.startswith(_COMPOUND)


def _message_in(file: File, parse: Callable[[bytes], Mail]) -> Mail | None:
    attachment = file.attachment
    if _is_msg(attachment):
        from ingest.mime.containers.msg import read_msg

        return read_msg(attachment.content)
    if _is_message(attachment.content_type, attachment.filename, attachment.content):
        return without_places(parse(attachment.content))
    return None


def _is_message(content_type: str, filename: str, data: bytes) -> bool:
    if not data.lstrip()[:40].lower().startswith(_MESSAGE_START):
        return False
    if filename.lower().endswith(".eml") or content_type in _MESSAGE_TYPES:
        return True
    # A mail saved without an ending: who wrote and about what must both be told.
    is_unknown = content_type == "application/octet-stream" and "." not in filename
    head = data[:_HEAD].lower()
    return is_unknown and b"\nfrom:" in b"\n" + head and b"\nsubject:" in head
