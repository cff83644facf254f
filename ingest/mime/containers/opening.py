"""Files and messages that are envelopes: opened where they can be, else told from others.

What reads Outlook's formats is large and seldom needed: it is imported by the first file that
is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ingest.mime.containers.cms import open_cms
from ingest.mime.limits import ENCRYPTED, MAX_DEPTH
from ingest.mime.mail import Enclosed, File, Mail, as_attachment, without_places
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


def open_containers(mail: Mail, parse: Callable[[bytes], Mail], depth: int = 0) -> Mail:
    """The message with its winmail.dat, .msg and .eml files opened."""
    if not mail.files or depth > min(MAX_DEPTH, 5):
        return mail
    files: list[File] = []
    enclosed = list(mail.enclosed)
    for file in mail.files:
        inner = _message_in(file, parse) if len(enclosed) < _MAX_OPENED else None
        if inner is not None:
            enclosed.append(Enclosed(file, open_containers(inner, parse, depth + 1)))
        else:
            files.append(file)
    return replace(mail, files=tuple(files), enclosed=tuple(enclosed))


def unpack(mail: Mail) -> tuple[Mail, tuple[File, ...]]:
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
        kept = tuple(other for other in mail.files if other is not file) + inner.files
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


Parse = Callable[[bytes], Mail]

_CMS_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_CMS_NAMES = (".p7m", ".p7z")
_PGP_MIME = "multipart/encrypted"
_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
# RFC 9580, section 7: the armour of a text that is signed in clear.
_CLEAR = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z-]{1,40}: [^\n]*\n)*[ \t]*\n"
    r"(?P<words>(?:(?!-----BEGIN PGP)[^\n]*\n)*+)"
    r"(?P<signature>-----BEGIN PGP SIGNATURE-----\n(?:(?!-----)[^\n]*\n)*+"
    r"-----END PGP SIGNATURE-----)",
    re.MULTILINE,
)
_DASHED = re.compile(r"^- ", re.MULTILINE)
_MAX_SEALED = 5


def unseal(mail: Mail, parse: Parse, depth: int = 0) -> Mail:
    """The mail and those it carries, with what was signed in the place of its seal.

    The seals are kept among the mail's wrappers. What is encrypted stays a file, and the
    mail without words of its own says so in its defects.
    """
    if depth > min(MAX_DEPTH, _MAX_SEALED):
        return mail
    mail = _open_pgp(_open_cms_files(mail, parse, depth))
    if not mail.enclosed:
        return mail
    enclosed = tuple(
        Enclosed(message.container, unseal(message.mail, parse, depth + 1))
        for message in mail.enclosed
    )
    return replace(mail, enclosed=enclosed)


def _open_cms_files(mail: Mail, parse: Parse, depth: int) -> Mail:
    sealed = [file for file in mail.files if _may_be_cms(file)][:_MAX_SEALED]
    for file in sealed:
        found = open_cms(file.attachment.content)
        if found is None or found.is_encrypted:
            # What is damaged is as closed to its reader as what is encrypted.
            mail = _say_encrypted(mail)
            continue
        inner = unseal(without_places(parse(found.entity)), parse, depth + 1)
        mail = _put_in_place(mail, file, inner)
    return mail


def _may_be_cms(file: File) -> bool:
    attachment = file.attachment
    is_named = attachment.filename.lower().endswith(_CMS_NAMES)
    return is_named or attachment.content_type in _CMS_TYPES


def _put_in_place(mail: Mail, seal: File, inner: Mail) -> Mail:
    """The mail with the words and files of `inner` where the seal was."""
    texts = [text for text in (inner.plain, mail.plain) if text.strip()]
    pages = [page for page in (inner.html, mail.html) if page.strip()]
    return replace(
        mail,
        plain="\n\n".join(texts),
        # A text beside the seal has no page of its own: the words are read from the text.
        html="\n".join(pages) if len(texts) < 2 or len(pages) == 2 else "",
        files=(*(file for file in mail.files if file is not seal), *inner.files),
        enclosed=(*mail.enclosed, *inner.enclosed),
        wrappers=(*mail.wrappers, seal, *inner.wrappers),
        defects=tuple(dict.fromkeys((*mail.defects, *inner.defects))),
    )


def _open_pgp(mail: Mail) -> Mail:
    has_armour = mail.plain.lstrip().startswith(_PGP_MESSAGE)
    if mail.content_type == _PGP_MIME or has_armour:
        return _say_encrypted(mail, is_all=True)
    signed = (
        _CLEAR.search(mail.plain) if "-----BEGIN PGP SIGNED" in mail.plain else None
    )
    if signed is None:
        return mail
    words = _DASHED.sub("", signed["words"]).strip("\n")
    kept = (mail.plain[: signed.start()], words, mail.plain[signed.end() :])
    seal = as_attachment(
        "signature.asc", "application/pgp-signature", signed["signature"].encode(), None
    )
    return replace(
        mail, plain="".join(kept), html="", wrappers=(*mail.wrappers, File(seal))
    )


def _say_encrypted(mail: Mail, *, is_all: bool = False) -> Mail:
    """With the defect that says so, unless its sender wrote words beside it."""
    has_words = bool(mail.plain.strip() or mail.html.strip()) and not is_all
    if has_words or ENCRYPTED in mail.defects:
        return mail
    return replace(mail, defects=(*mail.defects, ENCRYPTED))
