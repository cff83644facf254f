"""Messages that their sender signed or encrypted: opened where they can be, else said to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ingest.mime.containers.cms import open_cms
from ingest.mime.limits import ENCRYPTED, MAX_DEPTH
from ingest.mime.mail import Enclosed, File, Mail, as_attachment, without_places

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
_MAX_OPENED = 5


def unseal(mail: Mail, parse: Parse, depth: int = 0) -> Mail:
    """The mail and those it carries, with what was signed in the place of its seal.

    The seals are kept among the mail's wrappers. What is encrypted stays a file, and the
    mail without words of its own says so in its defects.
    """
    if depth > min(MAX_DEPTH, _MAX_OPENED):
        return mail
    mail = _open_pgp(_open_cms_files(mail, parse, depth))
    if not mail.enclosed:
        return mail
    enclosed = tuple(
        Enclosed(one.container, unseal(one.mail, parse, depth + 1))
        for one in mail.enclosed
    )
    return replace(mail, enclosed=enclosed)


def _open_cms_files(mail: Mail, parse: Parse, depth: int) -> Mail:
    sealed = [file for file in mail.files if _may_be_cms(file)][:_MAX_OPENED]
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
