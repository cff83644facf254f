"""One message as a scorer sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from ingest.mime.values import Attachment
from ingest.reading.understood import Understood

Answer = tuple[bool | None, str]


class Seen:
    """One message: its bytes, what was understood, what it cost, what upstream states."""

    def __init__(
        self,
        data: bytes,
        found: Understood,
        cost: tuple[float, int],
        expected: dict[str, Any],
    ) -> None:
        self.data, self.found, self.expected = data, found, expected
        self.cpu, self.memory = cost

    @property
    def digests(self) -> set[str]:
        """Everything kept as a file, in whatever role."""
        return {
            part.sha256 for part in walk(self.found) if isinstance(part, Attachment)
        }


def every_text(found: Understood) -> list[str]:
    """Yield all text that a person can read of a message."""
    own = [found.body, found.reply_text, found.forwarder_note, found.quoted]
    rest = [found.signature, found.html, found.subject]
    return [*own, *rest, *(text for part in found.also for text in every_text(part))]


def walk(value: Any) -> Iterator[Any]:
    """Every text and every file inside an understanding."""
    if isinstance(value, Attachment):
        yield value
        yield value.filename
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (
            leaf for pair in value.items() for item in pair for leaf in walk(item)
        )
    elif isinstance(value, (tuple, list)):
        yield from (leaf for item in value for leaf in walk(item))
    elif is_dataclass(value):
        yield from (
            leaf for f in fields(value) for leaf in walk(getattr(value, f.name))
        )
