"""Parts are started again when they die, and stopped in their order."""

from __future__ import annotations

import signal
import time
from functools import partial
from pathlib import Path

from cli.devstack.children import Command
from cli.devstack.supervisor import PAUSES, Part, Supervisor
from tests.cli.test_children import catches, ignores
from tests.processes import wait_until


def _part(name: str, script: str, order: int = 0) -> Part:
    return Part(name, Command(["sh", "-c", script]), order)


def test_it_starts_a_dead_part_again(tmp_path: Path) -> None:
    count = tmp_path / "count"
    supervisor = Supervisor()
    supervisor.launch(_part("mortal", f"echo x >> {count}; sleep 0.1"))

    wait_until(lambda: _has_begun(supervisor, count, times=2))
    supervisor.stop()


def _has_begun(supervisor: Supervisor, count: Path, times: int) -> bool:
    supervisor.watch(0.1)
    return count.exists() and len(count.read_text().split()) == times


def test_it_waits_longer_each_time_for_what_dies_young() -> None:
    part = _part("mortal", "true")
    part.started = time.monotonic()

    pauses = [part.plan_restart() for _ in range(8)]

    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]


def test_it_stops_our_own_processes_before_the_servers(tmp_path: Path) -> None:
    log = tmp_path / "log"
    trap = "trap 'echo {} >> {}; exit' TERM; while :; do sleep 0.05; done"
    supervisor = Supervisor()
    server = _part("server", trap.format("server", log), order=1)
    worker = _part("worker", trap.format("worker", log), order=0)
    for part in (server, worker):
        supervisor.launch(part)
        assert part.child is not None
        wait_until(partial(catches, part.child.pid, signal.SIGTERM))

    supervisor.stop()

    assert log.read_text().split() == ["worker", "server"]


def test_it_kills_what_is_late() -> None:
    part = _part("stubborn", "trap '' TERM; while :; do sleep 0.05; done")
    supervisor = Supervisor(stop_seconds=(0.3, 0.5))
    supervisor.launch(part)
    assert part.child is not None
    wait_until(partial(ignores, part.child.pid, signal.SIGTERM))

    supervisor.stop()

    assert part.child.returncode == -9
