"""No child outlives the process that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from cli.devstack import children
from cli.devstack.children import Command
from tests.processes import FOR_EVER, wait_until

SLEEP = ["sleep", "600"]
PARENT = """
import time
from cli.devstack import children
child = children.start(children.Command(["sleep", "600"]))
print(child.pid, flush=True)
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_it_dies_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)

        parent.kill()

        wait_until(lambda: not is_alive(pid))


def test_it_dies_by_the_tether_where_there_is_no_death_signal() -> None:
    argv = [sys.executable, "-m", "cli.devstack.tether", "SIGTERM", *SLEEP]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as tether:
        path = Path(f"/proc/{tether.pid}/task/{tether.pid}/children")
        wait_until(lambda: bool(path.read_text().split()))
        [pid] = (int(word) for word in path.read_text().split())

        assert tether.stdin is not None
        tether.stdin.close()

        wait_until(lambda: not is_alive(pid))
        assert tether.wait(FOR_EVER) == 128 + signal.SIGTERM


def test_it_passes_a_wish_to_stop_through_the_tether() -> None:
    argv = [sys.executable, "-m", "cli.devstack.tether", "SIGTERM", *SLEEP]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as tether:
        path = Path(f"/proc/{tether.pid}/task/{tether.pid}/children")
        wait_until(lambda: bool(path.read_text().split()))
        # The tether listens once its child is there, a moment later.
        wait_until(lambda: catches(tether.pid, signal.SIGTERM))

        tether.terminate()

        assert tether.wait(FOR_EVER) == 128 + signal.SIGTERM


def catches(pid: int, wanted: signal.Signals) -> bool:
    return _is_in("SigCgt:", pid, wanted)


def ignores(pid: int, wanted: signal.Signals) -> bool:
    return _is_in("SigIgn:", pid, wanted)


def _is_in(mask: str, pid: int, wanted: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    return bool(int(status.split(mask)[1].split()[0], 16) >> (wanted - 1) & 1)


def test_it_kills_what_does_not_stop() -> None:
    stubborn = "trap '' TERM; while :; do sleep 0.1; done"
    child = children.start(Command(["sh", "-c", stubborn]))
    wait_until(lambda: ignores(child.pid, signal.SIGTERM))

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
