"""The header fields of a message read from its bytes, strictly: for trust, not for display.

Mail parsers repair what is broken, each in its own way, and a difference between two repairs is
where spoofs live. Nothing is repaired here: what is odd is said to be odd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_BLOCK = 256 * 1024
MAX_FIELDS = 2_000

_END = re.compile(rb"\r?\n(?=\r?\n)|\r?\n\Z")
_LINE = re.compile(r"\r?\n")
_NAME = re.compile(r"[!-9;-~]+\Z")
# A carriage return alone is a line end to some readers and not to others.
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Field:
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
    block = _block(raw[: MAX_BLOCK + 1])
    if len(block) > MAX_BLOCK:
        return Fields((), odd=True)
    text = block.decode("ascii", "surrogateescape")
    if text.startswith("From "):
        # The envelope line of an mbox file, not a field.
        text = _LINE.split(text, maxsplit=1)[-1]
    lines = _LINE.split(text)
    found, odd = _unfolded(lines)
    return Fields(
        tuple(found), odd or len(lines) > MAX_FIELDS or bool(_ODD.search(text))
    )


def _block(raw: bytes) -> bytes:
    if raw[:2] == b"\r\n" or raw[:1] == b"\n":
        return b""
    end = _END.search(raw)
    return raw[: end.start()] if end else raw


def _unfolded(lines: list[str]) -> tuple[list[Field], bool]:
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
