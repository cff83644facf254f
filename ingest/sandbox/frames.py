"""Protocol between a process and its child: questions, answers, and what a child may use.

A frame is a length, then MessagePack of typed data.
"""

from __future__ import annotations

import os
import select
import struct

import msgspec

from ingest.preview.request import Preview, PreviewRequest
from ingest.sandbox.jobs import Analysis, AnalysisBatch

# Limits of CPU: a busy machine makes an honest message wait, and does not make it work. A
# message takes milliseconds; the most costly that we know a third of a second a megabyte.
CPU_SECONDS, CPU_SECONDS_A_MB = 5.0, 1.0
# Limit of the clock, for a child that neither works nor answers.
BATCH_SECONDS = 180
MEMORY_BYTES = 1 << 30

_LENGTH = struct.Struct(">I")
_CHUNK_BYTES = 1 << 20


def cpu_seconds(size: int) -> float:
    """CPU seconds that reading a message of `size` bytes may take."""
    return CPU_SECONDS + CPU_SECONDS_A_MB * size / 1_000_000


class Examination(msgspec.Struct, tag=True, frozen=True):
    """Messages to examine."""

    batch: AnalysisBatch


class Viewing(msgspec.Struct, tag=True, frozen=True):
    """Messages to look at."""

    request: PreviewRequest


class Failed(msgspec.Struct, tag=True, frozen=True):
    """Failure of a batch; `error` is the name of an error's class."""

    error: str
    # The disk or the machine was to blame, not a message.
    temporary: bool


class Done(msgspec.Struct, tag=True, frozen=True):
    """Analyses of a batch, in its order."""

    analyses: list[Analysis]


class Viewed(msgspec.Struct, tag=True, frozen=True):
    """The shown parts of each message; None for one that is damaged."""

    previews: list[Preview | None]


Question = Examination | Viewing
Answer = Done | Viewed | Failed
_encoder = msgspec.msgpack.Encoder()
_questions = msgspec.msgpack.Decoder(Question)
_answers = msgspec.msgpack.Decoder(Answer)


def write_frame(descriptor: int, message: Question | Answer) -> None:
    """Write one frame; raises BrokenPipeError where the other end is closed."""
    body = encode(message)
    rest = memoryview(_LENGTH.pack(len(body)) + body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def encode(message: Question | Answer) -> bytes:
    """The body of a frame."""
    return _encoder.encode(message)


def read_question(descriptor: int) -> Question | None:
    """The next question, or None when the other end is closed."""
    frame = _read_frame(descriptor, None)
    return None if frame is None else _questions.decode(frame)


def read_answer(descriptor: int, seconds: float) -> Answer | None:
    """The next answer; None where none can come. Raises TimeoutError after a silence."""
    frame = _read_frame(descriptor, seconds)
    return None if frame is None else _answers.decode(frame)


def _read_frame(descriptor: int, seconds: float | None) -> bytes | None:
    head = _read_exactly(descriptor, _LENGTH.size, seconds)
    return head and _read_exactly(descriptor, _LENGTH.unpack(head)[0], seconds)


def _read_exactly(descriptor: int, count: int, seconds: float | None) -> bytes | None:
    pieces = []
    while count:
        _wait(descriptor, seconds)
        piece = os.read(descriptor, min(count, _CHUNK_BYTES))
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
