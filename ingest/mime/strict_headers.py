"""The header fields of a message read from its bytes, strictly: for trust, not for display.

Mail parsers repair what is broken, each in its own way, and a difference between two repairs is
where spoofs live. Nothing is repaired here: what is odd is said to be odd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from ingest.mime.limits import first_blank

MAX_BLOCK = 256 * 1024
MAX_FIELDS = 2_000

_NAME = re.compile(r"[!-9;-~]+\Z")
# Of one line: a carriage return in it is a line end to some readers and not to others.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Field(NamedTuple):
    """One header field: its name in lower case, its value unfolded."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields in their order; `odd` when two readers could read them differently."""

    fields: tuple[Field, ...]
    odd: bool = False

    def all(self, name: str) -> list[str]:
        """The values of every field of that name, in order."""
        return [field.value for field in self.fields if field.name == name]


def fields_of(raw: bytes) -> Fields:
    """The header block of a raw message; bytes above 127 stay as surrogates."""
    block = _block(raw)
    if len(block) > MAX_BLOCK:
        return Fields((), odd=True)
    text = block.decode("ascii", "surrogateescape").replace("\r\n", "\n")
    if text.startswith("From "):
        # The envelope line of an mbox file, not a field.
        text = text.partition("\n")[2] if "\n" in text else text
    lines = text.split("\n")
    found, odd = _unfold(lines)
    return Fields(tuple(found), odd or len(lines) > MAX_FIELDS or _is_odd(lines))


def _block(raw: bytes) -> bytes:
    """Header block above the first empty line, cut where it is longer than any header block."""
    if raw[:2] == b"\r\n" or raw[:1] == b"\n":
        return b""
    blank = first_blank(raw, 0, MAX_BLOCK + 1)
    if blank:
        return raw[: blank.above]
    block = raw[: MAX_BLOCK + 1]
    return block[:-1].removesuffix(b"\r") if block[-1:] == b"\n" else block


def _is_odd(lines: list[str]) -> bool:
    text = "".join(lines)
    return not text.isprintable() and bool(_ODD.search(text))


def _unfold(lines: list[str]) -> tuple[list[Field], bool]:
    found: list[tuple[str, list[str]]] = []
    odd = False
    for line in lines:
        if line[:1] in (" ", "\t"):
            odd = odd or not found
            if found:
                found[-1][1].append(line)
            continue
        name, colon, value = line.partition(":")
        odd = odd or bool(line and not (colon and _NAME.match(name)))
        if colon:
            # « From : » is a From to lenient readers, so it counts as one.
            found.append((name.strip().lower(), [value]))
    return [Field(name, "".join(parts).strip()) for name, parts in found], odd
