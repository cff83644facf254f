"""Tether for systems without a death signal: runs a command that stops when our input closes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE_SECONDS = 5.0


def main(argv: list[str]) -> int:
    """`tether SIGNAL COMMAND...`: run COMMAND until it ends or our parent is gone."""
    wish = signal.Signals[argv[0]]
    child = subprocess.Popen(argv[1:], stdin=subprocess.DEVNULL)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    threading.Thread(target=_watch, args=(child, wish), daemon=True).start()
    status = child.wait()
    # As a shell tells it.
    return status if status >= 0 else 128 - status


def _watch(child: subprocess.Popen[bytes], wish: signal.Signals) -> None:
    """Read until the end of file: the parent's end of the pipe was closed."""
    # Not through `sys.stdin`: its lock must be free when we end.
    while os.read(0, 1):
        pass
    child.send_signal(wish)
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
