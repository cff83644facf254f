"""Bytes to a parsed message: mail-parser behind one normaliser that never raises."""

from __future__ import annotations

import logging
from email.message import Message

import mailparser

from ingest.mime.boundaries import Renamed, renamed
from ingest.mime.feeding import message_of
from ingest.mime.limits import Room, bounded
from ingest.mime.mail import Headers, Mail
from ingest.mime.skeleton import cut_bodies
from ingest.mime.tree import Walk

# It logs what it finds odd in a message: that is not for our journal.
logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def parse(data: bytes, room: Room | None = None) -> Mail:
    """The message in `data`; whatever could not be read is listed in its defects.

    A message that came as a file of another has what that one leaves it of `room`.
    """
    room = room or Room.within(data)
    skeleton = cut_bodies(data)
    small, defects = bounded(skeleton.data)
    read = renamed(small)
    message, found = _tree(read.data)
    if not read.is_told_by(message):
        read = Renamed(small)
        message, found = _tree(small)
    try:
        return Walk(skeleton, read, message, defects + found, room).mail()
    except Exception as error:
        # The outermost door: a message we cannot walk is still a message.
        return Mail(Headers(), defects=(f"unreadable: {type(error).__name__}",))


class _Tree(mailparser.MailParser):  # type: ignore[misc]  # mail-parser leaves it untyped
    """mail-parser's tree, its guard against nesting and the defects it finds in parts.

    Its views of addresses, Received headers, dates, texts and files cost three quarters of
    its time; `Walk` makes its own, because those let hostile text through.
    """

    def __init__(self, message: Message) -> None:
        # Its own begins by composing a line for the journal.
        self._message = message
        self.parse()

    @classmethod
    def from_bytes(cls, data: bytes) -> _Tree:
        tree: _Tree = cls._parse_guarded(lambda: message_of(data))
        return tree

    def parse(self) -> _Tree:
        self._defects: list[dict[str, list[str]]] = []
        self._defects_categories: set[str] = set()
        self._has_defects = False
        for part in self.message.walk():
            if part.defects:
                self._append_defects(part, part.get_content_type())
        return self


def _tree(data: bytes) -> tuple[Message, list[str]]:
    """mail-parser's tree; where it gives up, the one it builds upon."""
    try:
        parsed = _Tree.from_bytes(data)
        return parsed.message, sorted(parsed.defects_categories)
    except Exception as error:
        defects = [f"mail-parser gave up: {type(error).__name__}"]
    try:
        return message_of(data), defects
    except Exception as error:
        return Message(), [*defects, f"unreadable: {type(error).__name__}"]
