"""The usual parser of messages, fed so that no shape of a message costs it more than its size."""

from __future__ import annotations

from collections.abc import Callable
from email.errors import MessageDefect
from email.feedparser import (  # type: ignore[attr-defined]  # not in its stub
    BufferedSubFile,
    FeedParser,
)
from email.message import Message

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
