"""File names made safe to show and to save, wherever they come from."""

from __future__ import annotations

import re
import unicodedata

# What file systems take: a name's bytes, not its letters.
MAX_LENGTH, MAX_BYTES = 200, 240
_PATHLIKE = re.compile(r"^(?:[/\\~]|\.{1,2}[/\\]|[A-Za-z]:[/\\])")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f]")
# Devices of Windows: saving under such a name fails or worse.
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def clean_file_name(name: str) -> str:
    """No path, no control, no device, no longer than disks take, its ending kept; may be "".

    Direction marks go too: they make « facture.exe » read as another kind of file.
    """
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    if _PATHLIKE.match(name):
        name = re.split(r"[/\\]", name)[-1]
    name = _FORBIDDEN.sub("_", name).strip()
    if not name.strip(". "):
        return ""
    if _DEVICES.match(name):
        name = "_" + name
    return name if len(name) < MAX_BYTES // 4 else _shorten(name)


def _shorten(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if dot and len(ending) < 12 else ""
    room = MAX_BYTES - len(tail.encode())
    stem = (stem if tail else name)[: MAX_LENGTH - len(tail)]
    return stem.encode()[:room].decode("utf-8", "ignore") + tail
