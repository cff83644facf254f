"""The parent's side: one child examines batch after batch, and another when it is lost."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress

from ingest.preview.request import Preview, PreviewRequest
from ingest.sandbox.frames import (
    BATCH_SECONDS,
    Answer,
    Done,
    Examination,
    Failed,
    Question,
    Viewed,
    Viewing,
    read_answer,
    write_frame,
)
from ingest.sandbox.jobs import Analysis, AnalysisBatch
from models.base.errors import PermanentError, TemporaryError

logger = logging.getLogger(__name__)
# The child's environment: settings and secrets stay here.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "HOME", "LANG", "LC_ALL", "TZ")
# The child's own alarm rings first.
_ANSWER_SECONDS = BATCH_SECONDS + 5.0
# A child that cannot even begin is not tried without end.
_MAX_TRIES = 3


class ReaderDied(PermanentError):
    """The child was lost over a batch: one of its messages may be the reason."""


class _NeverRead(Exception):
    """The child ended before it came to this batch: another's, or nothing, is to blame."""


class NotExamined(PermanentError):
    """A message could not be opened or examined."""


class Reader:
    """Examines batches in a child; while one is read, the next may wait in its pipe.

    Threads may share it. A batch that finds no child, or a dead one, starts another.
    """

    def __init__(self, answer_seconds: float = _ANSWER_SECONDS) -> None:
        self._answer_seconds = answer_seconds
        self._child: _Child | None = None
        self._asking, self._answering = threading.Lock(), threading.Lock()

    def __call__(self, batch: AnalysisBatch) -> list[Analysis]:
        """As `ingest.sandbox.examine.examine`; raises ReaderDied, NotExamined, TemporaryError."""
        answer = self._ask(Examination(batch))
        return answer.analyses if isinstance(answer, Done) else []

    def preview(self, request: PreviewRequest) -> list[Preview | None]:
        """As `ingest.preview.previews.preview`; raises ReaderDied, NotExamined, TemporaryError."""
        answer = self._ask(Viewing(request))
        return answer.previews if isinstance(answer, Viewed) else []

    def _ask(self, question: Question) -> Answer:
        for _ in range(_MAX_TRIES):
            with suppress(_NeverRead):
                answer = self._answer_to(question)
                break
        else:
            raise ReaderDied
        if isinstance(answer, Failed):
            raise (TemporaryError if answer.temporary else NotExamined)(answer.error)
        return answer

    def _answer_to(self, question: Question) -> Answer:
        with self._asking:
            child = self._live_child()
            child.ask(question)
            # Taken before another may ask: answers come in the order of the questions.
            self._answering.acquire()
        try:
            return child.answer()
        finally:
            self._answering.release()

    def start(self) -> None:
        """Start a child before the first batch comes."""
        with self._asking:
            self._live_child()

    def close(self) -> None:
        """End the child, and with it what it was reading."""
        if (child := self._child) is not None:
            # Without the lock: its owner may be waiting for this child's answer.
            child.kill()
        with self._asking:
            child, self._child = self._child, None
            if child is not None:
                child.kill()
                with self._answering:
                    child.close_pipes()

    def _live_child(self) -> _Child:
        if self._child is not None and self._child.is_dead:
            with self._answering:
                self._child.close_pipes()
            self._child = None
        if self._child is None:
            self._child = _Child(self._answer_seconds)
        return self._child


class _Child:
    """One process `python -m ingest.sandbox` and its two pipes."""

    def __init__(self, answer_seconds: float) -> None:
        self._answer_seconds = answer_seconds
        pipe = subprocess.PIPE
        argv = [sys.executable, "-m", "ingest.sandbox"]
        environment = {
            name: os.environ[name] for name in _ENVIRONMENT if name in os.environ
        }
        self._process = subprocess.Popen(  # noqa: S603 - a module of ours
            argv, stdin=pipe, stdout=pipe, bufsize=0, env=environment
        )
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        self._questions, self._answers = self._process.stdin, self._process.stdout
        # Lost over a batch whose answer was waited for.
        self._is_lost = False

    @property
    def is_dead(self) -> bool:
        return self._process.poll() is not None

    def ask(self, question: Question) -> None:
        try:
            write_frame(self._questions.fileno(), question)
        except BrokenPipeError:
            self.kill()
            raise _NeverRead from None

    def answer(self) -> Answer:
        if self._is_lost:
            raise _NeverRead
        answer = None
        try:
            with suppress(TimeoutError):
                answer = read_answer(self._answers.fileno(), self._answer_seconds)
        finally:
            # Whatever ended the wait (a time limit ends it from outside): an answer left in
            # the pipe would be taken for that of the next question.
            if answer is None:
                self._give_up()
        if answer is None:
            raise ReaderDied
        return answer

    def kill(self) -> None:
        """End it now; when this returns it is dead, and seen to be."""
        self._process.kill()
        self._process.wait()

    def close_pipes(self) -> None:
        """Close the pipes of a dead child."""
        self._questions.close()
        self._answers.close()

    def _give_up(self) -> None:
        logger.warning("the reader of messages is lost")
        self._is_lost = True
        self.kill()
