"""Parts are started again when they die, and stopped in their order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cli.devstack.children import Command
from cli.devstack.supervisor import PAUSES, Part, Supervisor


def _part(name: str, script: str, order: int = 0) -> Part:
    return Part(name, Command(["sh", "-c", script]), order)


def test_it_starts_a_dead_part_again(tmp_path: Path) -> None:
    count = tmp_path / "count"
    supervisor = Supervisor()
    supervisor.launch(_part("mortal", f"echo x >> {count}; sleep 0.1"))

    supervisor.watch(1.6)
    supervisor.stop()

    assert len(count.read_text().split()) == 2


def test_it_waits_longer_each_time_for_what_dies_young() -> None:
    part = _part("mortal", "true")
    part.started = time.monotonic()

    pauses = [part.plan_restart() for _ in range(8)]

    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]


def test_it_stops_our_own_processes_before_the_servers(tmp_path: Path) -> None:
    said = tmp_path / "said"
    trap = "trap 'echo {} >> {}; exit' TERM; echo up; while :; do sleep 0.05; done"
    supervisor = Supervisor()
    supervisor.launch(_part("server", trap.format("server", said), order=1))
    supervisor.launch(_part("worker", trap.format("worker", said), order=0))
    supervisor.watch(0.3)

    supervisor.stop()

    assert said.read_text().split() == ["worker", "server"]


def test_it_kills_what_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.devstack.supervisor.STOP_SECONDS", (0.3, 0.5))
    part = _part("stubborn", "trap '' TERM; while :; do sleep 0.05; done")
    supervisor = Supervisor()
    supervisor.launch(part)
    supervisor.watch(0.3)

    supervisor.stop()

    assert part.child is not None
    assert part.child.returncode == -9
