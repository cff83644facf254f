"""Bytes to a parsed message: mail-parser behind one normaliser that never raises."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.errors import MessageDefect
from email.feedparser import (  # type: ignore[attr-defined]  # not in its stub
    BufferedSubFile,
    FeedParser,
)
from email.message import Message

import mailparser

from ingest.mime.limits import Room, cut_to_bounds
from ingest.mime.mail import Headers, Mail
from ingest.mime.skeleton import Renamed, cut_bodies, rename
from ingest.mime.tree import Walk

# Empty lines end a block twice: its fields, then itself.
_MAX_BLOCKS = 4_000


class TooManyBlocksDefect(MessageDefect):
    """A delivery report about more recipients than anybody writes to at once."""


class _Lines(BufferedSubFile):  # type: ignore[misc]  # not in its stub
    """Lines that are compared with the boundaries around them only where they may be one.

    The parser compares every line with each: forty multiparts cost forty times as much.
    """

    def __init__(self) -> None:
        super().__init__()
        # How many reports around this line end a block at an empty line.
        self._reports = self._blocks = 0
        self.is_cut = False

    def push_eof_matcher(self, pred: Callable[[str], object]) -> None:
        self._reports += _is_end_of_block(pred)
        super().push_eof_matcher(pred)

    def pop_eof_matcher(self) -> Callable[[str], object]:
        pred: Callable[[str], object] = super().pop_eof_matcher()
        self._reports -= _is_end_of_block(pred)
        return pred

    def readline(self) -> str | object:
        if self._lines and self._lines[0] and self._is_plain():
            return str(self._lines.popleft())
        line: str | object = super().readline()
        if line == "" and self._reports:
            self._end_block()
        return line

    def _is_plain(self) -> bool:
        """The next line ends nothing; an empty one, which is given back, is for the parser."""
        return self._lines[0][0] not in "-\r\n" or not self._may_end()

    def _may_end(self) -> bool:
        return self._reports > 0 or self._lines[0].startswith("--")

    def _end_block(self) -> None:
        """A block of a report is a message of its own to the parser."""
        self._blocks += 1
        if self._blocks > _MAX_BLOCKS:
            self.is_cut = self.is_cut or bool(self._lines)
            self._lines.clear()


def _is_end_of_block(pred: Callable[[str], object]) -> bool:
    return pred("\n") is not None


def message_of(data: bytes) -> Message:
    """The message that `email.message_from_bytes` makes, read in one piece."""
    parser, lines = FeedParser(), _Lines()
    parser._input = lines  # type: ignore[attr-defined]  # noqa: SLF001 - its only way in
    parser.feed(data.decode("ascii", "surrogateescape"))
    message = parser.close()
    if lines.is_cut:
        message.defects.append(TooManyBlocksDefect())
    return message


# It logs what it finds odd in a message: that is not for our journal.
logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def parse(data: bytes, room: Room | None = None) -> Mail:
    """The message in `data`; whatever could not be read is listed in its defects.

    A message that came as a file of another has what that one leaves it of `room`.
    """
    room = room or Room.within(data)
    skeleton = cut_bodies(data)
    small, defects = cut_to_bounds(skeleton.data)
    read = rename(small)
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
