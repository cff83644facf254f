"""Bytes to readable text, whatever the charset label claims."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# What a label means in practice (WHATWG): the wider set that its users write.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
# Codecs that are no charsets, or rewrite what they read.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
_SPELLED = {"cp-850": "cp850", "ks_c_5601-1987": "cp949", "windows-31j": "cp932"}
# Labels that say Latin while many programs write UTF-8 under them.
_LATIN = {"cp1252", "iso8859-1", "iso8859-15", "latin_1", "ascii"}
_SEVERAL = {"gb18030", "hz", "big5hkscs", "cp932", "euc_jp", "cp949", "iso2022_jp"}
_NOT_UTF8 = re.compile(rb"[\x80-\xff]")
_HIDDEN = "\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_BREAKS = "\r\x0c\x85\u2028\u2029"
_DROPPED, _NEWLINES = re.compile(f"[{_HIDDEN}]"), re.compile(f"[{_BREAKS}]")
_ODD = re.compile(f"[{_HIDDEN}{_BREAKS}]")
_STATEFUL = re.compile(r"\s*[\"']?(iso2022|iso-2022|hz|utf-?7)", re.IGNORECASE)
# The escapes of ISO-2022-JP and -KR say what they are, whatever the label.
_SHIFTED = re.compile(rb"\x1b\$[@B]|\x1b\$\)C")


def decode(data: bytes, label: str) -> tuple[str, bool]:
    """Text of `data`, and whether the label held."""
    if data.isascii() and b"\x1b" not in data:
        if not _STATEFUL.match(label) and not _is_wide(label):
            return data.decode("ascii"), True
    elif _SHIFTED.search(data):
        return _shift(data, label)
    codec = _codec(label)
    if _is_one_byte(codec) and _is_utf8(data):
        return data.decode("utf-8"), False
    for candidate in (codec, "utf-8"):
        if candidate:
            try:
                return data.decode(candidate), candidate == codec
            except (UnicodeError, ValueError):
                continue
    return _as_windows(data), codec in _LATIN


def undo_double_utf8(text: str) -> str:
    """UTF-8 that was taken for Windows-1252 and encoded again, undone line by line.

    « RÃ©clamation » becomes « Réclamation » where every letter past ASCII of the line
    turns back without loss; a line that says one thing in earnest is left alone.
    """
    if text.isascii() or not _DOUBLE.search(text):
        return text
    whole = _undo(text)
    if whole != text or len(text) > _MAX_BY_LINE:
        return whole
    return "\n".join(map(_undo, text.split("\n")))


def _undo(text: str) -> str:
    for _ in range(_MAX_TURNS):
        if not _DOUBLE.search(text):
            break
        try:
            text = text.translate(_TO_BYTES).encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
    return text


def _shift(data: bytes, label: str) -> tuple[str, bool]:
    codec = _codec(label) if _STATEFUL.match(label) else ""
    family = "iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_ext"
    for candidate in (codec, family):
        if candidate:
            try:
                return data.decode(candidate), candidate == codec
            except (UnicodeError, ValueError):
                continue
    # A maker's own letters: the others are kept.
    return data.decode(family, "replace"), False


@lru_cache(maxsize=64)
def _is_one_byte(codec: str) -> bool:
    """Latin, Cyrillic, Greek...: a text that happens to be UTF-8 under such a label is UTF-8."""
    return codec in _LATIN or codec.startswith(("cp125", "iso8859", "koi8", "mac-"))


def is_wide(label: str) -> bool:
    """A charset of several bytes a letter, other than UTF-8."""
    return _codec(label) in _SEVERAL


def clean(text: str) -> str:
    """Text that a database, a header and a screen can take: no controls, no tricks."""
    if text.isprintable():
        return text
    if "\r" not in text and text.isascii():
        return _DROPPED.sub("", text)
    text = text.replace("\r\n", "\n")
    if not _ODD.search(text):
        return text
    return _DROPPED.sub("", _NEWLINES.sub("\n", text))


def _is_wide(label: str) -> bool:
    return "16" in label or "32" in label


@lru_cache(maxsize=64)
def _codec(label: str) -> str:
    name = label.strip().strip("\"'").lower()
    name = _SPELLED.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in _REFUSED:
        return ""
    return _MEANT.get(found.name, found.name)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_windows(data: bytes) -> str:
    """Windows-1252 with its five holes read as Latin-1, so that nothing is lost."""
    return data.decode("latin-1").translate(_WINDOWS)


_WINDOWS = {
    byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)
    for byte in range(0x80, 0xA0)
}
# A letter of Windows-1252 -> the letter of Latin-1 with the same byte.
_TO_BYTES = {ord(letter): byte for byte, letter in _WINDOWS.items()}
_TAIL = "\x80-\xbf" + "".join(_WINDOWS.values())
# What UTF-8's first bytes look like as letters, with the bytes that must follow them: of
# three bytes only what stands for punctuation, for « é » and its like begin the others.
_DOUBLE = re.compile(
    f"[\xc2-\xdf][{_TAIL}]|\xe2[{_TAIL}]{{2}}|[\xf0-\xf4][{_TAIL}]{{3}}"
)
_MAX_TURNS, _MAX_BY_LINE = 2, 1_000_000
