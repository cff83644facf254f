"""Costs of a process and its children: seconds, CPU, memory."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

EVERY_SECONDS = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Cost:
    """One run: `memory` holds (seconds since the start, resident bytes of the whole tree)."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: list[tuple[float, int]] = field(default_factory=list)

    @property
    def peak_mb(self) -> float:
        return max((size for _, size in self.memory), default=0) / 1e6

    def mean_mb(self, start: float, end: float) -> float:
        """Mean memory between two shares of the run: `mean_mb(0.25, 0.5)`."""
        low, high = start * self.wall, end * self.wall
        sizes = [size for at, size in self.memory if low <= at <= high]
        return sum(sizes) / len(sizes) / 1e6 if sizes else 0.0


class Overdue(Exception):
    """The work was not done in time."""


def run(
    argv: list[str],
    env: dict[str, str],
    log: Path,
    done: Callable[[], bool] | None = None,
    seconds: float = 1_800.0,
) -> Cost:
    """Run a command until it ends, or until `done`, then ask it to stop.

    `wall` counts from the start of the process to its end, or to `done`.
    `cpu` is user and system time of the process and of all the children it waited for.
    """
    with log.open("ab") as output:
        start = time.monotonic()
        child = subprocess.Popen(argv, env=env, stdout=output, stderr=output)
        cost = Cost()
        try:
            _watch(child, cost, start, done, start + seconds)
        finally:
            cost.cpu = _end(child)
    return cost


def _watch(
    child: subprocess.Popen[bytes],
    cost: Cost,
    start: float,
    done: Callable[[], bool] | None,
    deadline: float,
) -> None:
    while not _has_ended(child.pid):
        now = time.monotonic()
        cost.memory.append((now - start, _resident(child.pid)))
        if done is not None and done():
            break
        if now > deadline:
            raise Overdue(f"not done after {now - start:.0f} s")
        time.sleep(EVERY_SECONDS)
    cost.wall = time.monotonic() - start


def _has_ended(pid: int) -> bool:
    """Tell whether it has ended; its status stays for `wait4`, which tells its CPU."""
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, pid, flags) is not None


def _end(child: subprocess.Popen[bytes]) -> float:
    """Stop it if it still runs; returns its CPU seconds."""
    if not _has_ended(child.pid):
        child.send_signal(signal.SIGTERM)
        limit = time.monotonic() + 10
        while not _has_ended(child.pid) and time.monotonic() < limit:
            time.sleep(0.02)
        if not _has_ended(child.pid):
            child.kill()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def _resident(pid: int) -> int:
    return sum(_pages(child) for child in _tree(pid)) * _PAGE


def _pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for child in children_of(pid):
        yield from _tree(child)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and not yet buried; none when it is gone."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        born = [(task / "children").read_text().split() for task in tasks]
    except OSError:
        return []
    return [int(pid_) for several in born for pid_ in several]
