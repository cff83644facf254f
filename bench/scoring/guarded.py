"""Understand one message in a child of its own: what kills it kills nothing else."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
from collections.abc import Callable
from typing import Any

CPU_SECONDS, MEMORY_BYTES = 10, 512 * 1024 * 1024
_WALL_SECONDS = 60

Work = Callable[[], dict[str, Any]]


def guard(work: Work) -> dict[str, Any]:
    """Run `work` in a child; returns its result, or `{"died": why}`."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        values = _read_all(pipe.fileno(), pid)
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) == 0 and values:
        answer: dict[str, Any] = json.loads(values)
        return answer
    return {"died": f"status {os.waitstatus_to_exitcode(status)}"}


def _child(work: Work, writing: int) -> None:
    """Never returns: the child must not go on as its parent."""
    try:
        # Above the bounds that are measured, so that a little too much is told, not killed.
        resource.setrlimit(resource.RLIMIT_CPU, (3 * CPU_SECONDS, 3 * CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (8 * MEMORY_BYTES, 8 * MEMORY_BYTES))
        answer = json.dumps(work()).encode("ascii")
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    finally:
        os._exit(1)


def _read_all(descriptor: int, pid: int) -> bytes:
    pieces: list[bytes] = []
    while select.select([descriptor], [], [], _WALL_SECONDS)[0]:
        piece = os.read(descriptor, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    os.kill(pid, signal.SIGKILL)
    return b""
