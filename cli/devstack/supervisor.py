"""Starts the parts in order, restarts those that die, stops them all within 5 s."""

from __future__ import annotations

import contextlib
import logging
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

from cli.devstack import children
from cli.devstack.children import Command

logger = logging.getLogger(__name__)

# A worker may need 4 s to say what became of the letter it was sending.
STOP_SECONDS = (4.4, 4.9)
PAUSES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
HEALTHY_AFTER = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Ready = Callable[[subprocess.Popen[bytes]], None]


@dataclass
class Part:
    """One child: `order` 0 stops first (our own processes), 1 last (the servers)."""

    name: str
    command: Command
    order: int
    ready: Ready | None = None
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float | None = None

    def start(self) -> None:
        self.child = children.start(self.command)
        self.started = time.monotonic()
        self.restart_at = None

    def has_ended(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def plan_restart(self) -> float:
        """Plan the next try, later and later while it dies young; returns the pause."""
        now = time.monotonic()
        if now - self.started > HEALTHY_AFTER:
            self.failures = 0
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self.restart_at = now + pause
        return pause


class Supervisor:
    """The parts of one running service; `stop_seconds` are those of our own, then of all."""

    def __init__(self, stop_seconds: tuple[float, float] = STOP_SECONDS) -> None:
        self._parts: list[Part] = []
        self._stop_seconds = stop_seconds

    def launch(self, part: Part) -> None:
        """Start a part; others may start while it makes itself ready."""
        self._parts.append(part)
        part.start()

    def wait_until_ready(self) -> None:
        """Return once every part that can be asked has answered."""
        for part in self._parts:
            if part.ready is not None and part.child is not None:
                part.ready(part.child)
                part.ready = None

    def watch(self, seconds: float | None = None) -> None:
        """Keep every part alive, without end or for `seconds`."""
        end = None if seconds is None else time.monotonic() + seconds
        while end is None or time.monotonic() < end:
            for part in self._parts:
                _look_after(part)
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop our own processes, then the servers; what is late is killed."""
        begun = time.monotonic()
        for order, seconds in enumerate(self._stop_seconds):
            _stop([p for p in self._parts if p.order == order], begun + seconds)


def _look_after(part: Part) -> None:
    if part.restart_at is None and part.has_ended() and part.child is not None:
        status = part.child.returncode
        pause = part.plan_restart()
        logger.warning(
            "a part ended and is started again",
            extra={"part": part.name, "status": status, "pause": pause},
        )
    if part.restart_at is not None and time.monotonic() >= part.restart_at:
        part.start()


def _stop(parts: list[Part], deadline: float) -> None:
    running = [p for p in parts if p.child is not None and p.child.poll() is None]
    for part in running:
        assert part.child is not None  # noqa: S101  chosen above
        part.child.send_signal(part.command.stop_signal)
    for part in running:
        assert part.child is not None  # noqa: S101
        if not children.has_ended(part.child, deadline - time.monotonic()):
            logger.warning("a part did not stop in time", extra={"part": part.name})
            part.child.kill()
            part.child.wait()


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn Ctrl-C, SIGTERM and a closed terminal into one KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        # A second wish must not cut the stop short.
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in STOP_SIGNALS:
        signal.signal(number, interrupt)
    yield
