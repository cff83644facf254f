"""Header values as people read them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from ingest.mime import charsets
from ingest.mime.spans import decode_base64

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
