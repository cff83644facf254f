"""No child outlives the process that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cli.devstack import children
from cli.devstack.children import Command

SLEEP = ["sleep", "60"]
PARENT = """
import time
from cli.devstack import children
child = children.start(children.Command(["sleep", "60"]))
print(child.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def until(ask: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether `ask` becomes true in time."""
    deadline = time.monotonic() + seconds
    while not ask():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_it_dies_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)

        parent.kill()

        assert until(lambda: not is_alive(pid))


def test_it_dies_by_the_tether_where_there_is_no_death_signal() -> None:
    argv = [sys.executable, "-m", "cli.devstack.tether", "SIGTERM", *SLEEP]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as tether:
        path = Path(f"/proc/{tether.pid}/task/{tether.pid}/children")
        assert until(lambda: bool(path.read_text().split()))
        [pid] = (int(word) for word in path.read_text().split())

        assert tether.stdin is not None
        tether.stdin.close()

        assert until(lambda: not is_alive(pid))
        assert tether.wait(5) == 128 + signal.SIGTERM


def test_it_passes_a_wish_to_stop_through_the_tether() -> None:
    argv = [sys.executable, "-m", "cli.devstack.tether", "SIGTERM", *SLEEP]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as tether:
        path = Path(f"/proc/{tether.pid}/task/{tether.pid}/children")
        assert until(lambda: bool(path.read_text().split()))
        # The tether listens once its child is there, a moment later.
        assert until(lambda: _catches(tether.pid, signal.SIGTERM))

        tether.terminate()

        assert tether.wait(5) == 128 + signal.SIGTERM


def _catches(pid: int, wanted: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(status.split("SigCgt:")[1].split()[0], 16)
    return bool(caught >> (wanted - 1) & 1)


def test_it_kills_what_does_not_stop() -> None:
    stubborn = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
    child = children.start(Command(["sh", "-c", stubborn]))
    time.sleep(0.3)

    assert children.stop(child, signal.SIGTERM, 0.3) is False
    assert not is_alive(child.pid)


def test_it_keeps_a_log_for_itself_alone(tmp_path: Path) -> None:
    log = tmp_path / "x.log"

    children.start(Command(["echo", "hello"], log=log)).wait()

    assert log.read_text() == "hello\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_it_is_out_of_reach_of_the_terminals_signals() -> None:
    child = children.start(Command(SLEEP))

    assert os.getpgid(child.pid) != os.getpgid(0)
    children.stop(child, signal.SIGTERM, 2.0)
