"""Messages between a process and its child: a length, then MessagePack of typed data."""

from __future__ import annotations

import os
import select
import struct

import msgspec

from ingest.preview.request import Preview, PreviewRequest
from ingest.sandbox.jobs import Analysis, AnalysisBatch

_LENGTH = struct.Struct(">I")
_CHUNK = 1 << 20


class Examination(msgspec.Struct, tag=True, frozen=True):
    """Messages to examine."""

    batch: AnalysisBatch


class Viewing(msgspec.Struct, tag=True, frozen=True):
    """Messages to look at."""

    request: PreviewRequest


class Failed(msgspec.Struct, tag=True, frozen=True):
    """Why a batch was not examined; `error` is the name of an error's class."""

    error: str
    # The disk or the machine was to blame, not a message.
    temporary: bool


class Done(msgspec.Struct, tag=True, frozen=True):
    """What was found out, in the order of the batch."""

    examined: list[Analysis]


class Viewed(msgspec.Struct, tag=True, frozen=True):
    """The shown parts of each message; None for one that is damaged."""

    previews: list[Preview | None]


Question = Examination | Viewing
Answer = Done | Viewed | Failed
_encoder = msgspec.msgpack.Encoder()
_questions = msgspec.msgpack.Decoder(Question)
_answers = msgspec.msgpack.Decoder(Answer)


def send(descriptor: int, message: Question | Answer) -> None:
    """Write one frame; raises BrokenPipeError where nobody reads any more."""
    body = encoded(message)
    left = memoryview(_LENGTH.pack(len(body)) + body)
    while left:
        left = left[os.write(descriptor, left) :]


def encoded(message: Question | Answer) -> bytes:
    """The body of a frame."""
    return _encoder.encode(message)


def next_question(descriptor: int) -> Question | None:
    """The next question, or None when the other end is closed."""
    frame = _receive(descriptor, None)
    return None if frame is None else _questions.decode(frame)


def next_answer(descriptor: int, seconds: float) -> Answer | None:
    """The next answer; None where none can come. Raises TimeoutError after a silence."""
    frame = _receive(descriptor, seconds)
    return None if frame is None else _answers.decode(frame)


def _receive(descriptor: int, seconds: float | None) -> bytes | None:
    head = _exactly(descriptor, _LENGTH.size, seconds)
    return head and _exactly(descriptor, _LENGTH.unpack(head)[0], seconds)


def _exactly(descriptor: int, count: int, seconds: float | None) -> bytes | None:
    pieces = []
    while count:
        _wait(descriptor, seconds)
        piece = os.read(descriptor, min(count, _CHUNK))
        if not piece:
            return None
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _wait(descriptor: int, seconds: float | None) -> None:
    if seconds is None:
        return
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    if not waiting.poll(seconds * 1000):
        raise TimeoutError
