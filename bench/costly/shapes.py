"""Shapes of costly mails: a head and what is repeated below it until the mail has its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

HEAD = b"From: a@client.example\r\nTo: c@cabinet.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=bb\r\n\r\n"
WORDS = (
    "Bonjour, je réclame le remboursement des frais de dossier du contrat 12 345 678.\r\n"
).encode()
Unit = bytes | Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Shape:
    """A mail of any size: `head`, then `unit` again and again, then `foot`.

    A unit that is a function is given its number; `is_header` units stand above the head.
    """

    head: bytes
    unit: Unit
    foot: bytes = b""
    is_header: bool = False

    def mail(self, size: int) -> bytes:
        """The mail of about `size` bytes."""
        body = b"".join(_filling(self.unit, size - len(self.head) - len(self.foot)))
        return (body + self.head if self.is_header else self.head + body) + self.foot


def _filling(unit: Unit, size: int) -> Iterator[bytes]:
    if isinstance(unit, bytes):
        yield unit * max(size // len(unit), 1)
        return
    written = 0
    for number in count():
        piece = unit(number)
        written += len(piece)
        if written > size:
            return
        yield piece


def encode(encoding: bytes, kind: bytes = b"text/plain") -> bytes:
    header = b"Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n"
    return HEAD + header % (kind, encoding)


def part(inner: bytes) -> bytes:
    return b"--bb\r\n" + inner + b"\r\n"
