"""Header values and file names as people read them, made safe to show and to save."""

from __future__ import annotations

import binascii
import mimetypes
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from ingest.mime import charsets
from models.base.file_names import clean_file_name
from models.base.transfer_encoding import decode_base64

_WORD = re.compile(
    r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]{0,4000})\?="
)
_SPACE = re.compile(r"[ \t\r\n]+")
_FOLD = re.compile(r"\r?\n[ \t]*")
MAX_VALUE = 20_000


def readable(raw: str, charset: str = "", wide: str = "") -> str:
    """A raw header value decoded: encoded words, 8-bit bytes, folds, controls.

    `charset` is the message's own, for 8-bit headers that are not UTF-8; `wide` one of several
    bytes a letter that stands in the message too, for headers of hardly anything but 8-bit bytes.
    """
    raw = raw[:MAX_VALUE]
    if raw.isascii() and raw.isprintable() and "=?" not in raw:
        return raw.strip()
    value = _as_text(raw, charset, wide)
    if "=?" in value:
        value = _decode_words(value)
    value = charsets.undo_double_utf8(value)
    return charsets.clean(value).replace("\n", " ").replace("\t", " ").strip()


def one_line(text: str) -> str:
    """Text on one line with single spaces."""
    if text.isprintable():
        # Of all kinds of space it holds the usual one alone.
        return " ".join(text.split())
    return _SPACE.sub(" ", text).strip()


def _as_text(raw: str, charset: str, wide: str) -> str:
    """8-bit headers come as surrogates: they are UTF-8 or they are Windows."""
    # What follows a bare CR is a header smuggled into this one.
    unfolded = _FOLD.sub(" ", raw) if "\n" in raw else raw
    unfolded = unfolded.partition("\r")[0]
    if unfolded.isascii():
        return unfolded
    data = unfolded.encode("utf-8", "surrogateescape")
    text, is_utf8 = charsets.decode(data, "utf-8")
    if is_utf8 or not charset:
        return text
    if wide and sum(byte >= 0x80 for byte in data) * 2 > len(data):
        charset = wide
    return charsets.decode(data, charset)[0]


def _decode_words(value: str) -> str:
    return "".join(_pieces(value))


def _pieces(value: str) -> Iterator[str]:
    """Neighbouring words of one charset are joined before decoding: writers cut
    characters in two."""
    done, pending, charset = 0, b"", ""
    for word in _WORD.finditer(value):
        between = value[done : word.start()]
        glued = pending and not between.strip()
        if not glued or word[1].lower() != charset:
            if pending:
                yield charsets.decode(pending, charset)[0]
            if not glued:
                yield between
            pending, charset = b"", word[1].lower()
        pending += _word_bytes(word[2], word[3])
        done = word.end()
    if pending:
        yield charsets.decode(pending, charset)[0]
    yield value[done:]


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("ascii", "ignore")
    if encoding in "bB":
        return decode_base64(data)
    return binascii.a2b_qp(data, header=True)


_PARAMETER = re.compile(
    r';[ \t\r\n]*([^\s=;"]{1,60})[ \t]*=[ \t\r\n]*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL
)
_PIECE = re.compile(r"(name|filename)\*(\d{1,4})(\*?)$")
_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "text/plain": ".txt",
    "text/html": ".html",
    "message/rfc822": ".eml",
    "application/ms-tnef": ".dat",
}


def file_name(disposition: str, content_type: str) -> str:
    """The name told by Content-Disposition, else by Content-Type; "" when neither."""
    names = (_find_name(disposition, "filename"), _find_name(content_type, "name"))
    # A charset that could not hold the letters left question marks in one of the two.
    whole = [name for name in names if name and "?" not in name]
    return safe(next(iter(whole), names[0] or names[1]))


def _find_name(header: str, key: str) -> str:
    return _told(parameters(header), key) if "name" in header.lower() else ""


def parameters(header: str) -> dict[str, str]:
    """Raw parameters of a MIME header, first occurrence kept, names in lower case."""
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(header[:20_000]):
        value = match[2].strip()
        if value[:1] == '"':
            value = re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))
        found.setdefault(match[1].lower(), value)
    return found


def safe(name: str) -> str:
    """A file name of a mail, made safe; "" where nothing of it is left."""
    return clean_file_name(one_line(charsets.clean(name)))


def make_up_name(content_type: str, number: int) -> str:
    """The name of a file that has none; always the same for the same message."""
    ending = _EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type)
    return f"piece-jointe-{number}{ending or '.bin'}"


def guess_type(name: str) -> str:
    """The content type a file name announces."""
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


def _told(found: dict[str, str], key: str) -> str:
    if key + "*" in found:
        return _read_extended(found[key + "*"])
    pieces = _join_continued(found, key)
    if pieces:
        return pieces
    return readable(found.get(key, ""))


def _join_continued(found: dict[str, str], key: str) -> str:
    """RFC 2231 continuations, plain and encoded ones mixed."""
    numbered = {
        int(match[2]): (value, bool(match[3]))
        for name, value in found.items()
        if (match := _PIECE.match(name)) and match[1] == key
    }
    if not numbered:
        return ""
    charset, data = "utf-8", b""
    for position, number in enumerate(sorted(numbered)):
        value, encoded = numbered[number]
        if encoded and position == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(_raw(value)) if encoded else _raw(value)
    return readable(charsets.decode(data, charset or "utf-8")[0])


def _read_extended(value: str) -> str:
    charset = "utf-8"
    if value.count("'") >= 2:
        charset, _, value = value.split("'", 2)
    return readable(
        charsets.decode(unquote_to_bytes(_raw(value)), charset or "utf-8")[0]
    )


def _raw(value: str) -> bytes:
    """A header's value as its bytes came."""
    return value.encode("utf-8", "surrogateescape")
