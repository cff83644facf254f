"""The child that reads: `python -m ingest.sandbox`, questions in, analyses out.

It holds neither a connection nor a secret but the key of the cabinet whose mail it reads,
and ends with its parent: its standard input is closed.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys

from ingest.sandbox.examine import examine
from ingest.sandbox.frames import (
    BATCH_SECONDS,
    MEMORY_BYTES,
    Answer,
    Done,
    Examination,
    Failed,
    Question,
    Viewed,
    cpu_seconds,
    read_question,
    write_frame,
)
from models.base.errors import TemporaryError
from models.base.process import calm_collector


def main() -> int:
    """Serve until the other end closes."""
    # Ctrl-C reaches the whole group: the parent decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    calm_collector()
    answers = _reserve_output(sys.stdout.fileno())
    while (question := read_question(sys.stdin.fileno())) is not None:
        with contextlib.suppress(BrokenPipeError):
            write_frame(answers, _answer(question))
    return 0


def _reserve_output(descriptor: int) -> int:
    """Move the way to the parent to a number of its own: a library that prints reaches the log."""
    answers = os.dup(descriptor)
    os.dup2(sys.stderr.fileno(), descriptor)
    return answers


def _answer(question: Question) -> Answer:
    # The alarm is not caught: endless computing is ended by it, even without a parent.
    signal.alarm(BATCH_SECONDS)
    try:
        if isinstance(question, Examination):
            return Done(examine(question.batch, _limit_cpu))
        # The sanitizer of HTML is large, and the children of workers never need it.
        from ingest.preview.previews import preview

        return Viewed(preview(question.request, _limit_cpu))
    except Exception as error:
        return Failed(type(error).__name__, isinstance(error, TemporaryError))
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_cpu(size: int) -> None:
    """End this process when the message that it begins with takes more than its share."""
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds(size))


def _limit_memory() -> None:
    # Not every system knows this limit; the messages' own limits hold everywhere.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    raise SystemExit(main())
