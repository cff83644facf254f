"""The workers and clocks of a campaign: started, killed without warning, started again."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from bench.campaign import child
from bench.measuring import children_of

# Where a worker may be told to die: each is a window that a random kill seldom hits.
FAULT_POINTS = (
    "before_raw_commit",
    "after_raw_commit",
    "before_draft_commit",
    "in_draft_transaction",
    "after_draft_commit",
    "letter_claimed",
    "letter_dot_pending",
    "letter_dotted",
    "letter_answered",
)


def _nursery() -> ForkServerContext:
    """A process that has imported everything: a worker is at work as soon as it is born.

    Killing one that is still importing would prove nothing.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [
            child.__name__,
            *(f"workers.{m}" for m in ("poll", "take_in", "send", "remind")),
        ]
    )
    return context


@dataclass
class Child:
    role: str
    process: ForkServerProcess
    # Told to die at a named point.
    is_armed: bool = False
    # Its death is counted already.
    is_told: bool = False

    @property
    def is_dead(self) -> bool:
        return self.process.exitcode is not None

    def end(self, how: signal.Signals, seconds: float = 10.0) -> bool:
        """Send a signal and wait; False when it lives on."""
        if not self.is_dead and self.process.pid is not None:
            os.kill(self.process.pid, how)
        return self.wait(seconds)

    def wait(self, seconds: float) -> bool:
        self.process.join(seconds)
        return self.is_dead


@dataclass
class Fleet:
    """`armed` is the share of restarts that die at a named point of their own."""

    environment: dict[str, str]
    folder: Path
    luck: random.Random
    mutant: str = ""
    armed: float = 0.0
    members: list[Child] = field(default_factory=list)
    nursery: ForkServerContext = field(default_factory=_nursery)
    kills: int = 0
    deaths: int = 0
    # Children of workers, killed under them.
    readers: int = 0

    def start(self, workers: int, clocks: int = 1, seconds: float = 60.0) -> None:
        """Start them, and wait until the workers work."""
        for role in ["worker"] * workers + ["clock"] * clocks:
            self.members.append(self._start(role, self.environment))
        until, log = time.monotonic() + seconds, self.folder / "worker.log"
        while time.monotonic() < until:
            if log.exists() and log.read_text().count("worker ready") >= workers:
                return
            time.sleep(0.1)
        raise TimeoutError("the workers are not ready")

    def kill_one(self) -> None:
        """Kill one of them, workers more often, and start another in its place."""
        self.replace_dead(armed=False)
        workers = [c for c in self.members if c.role == "worker"]
        victim = self.luck.choice(workers * 3 + self.members)
        self._replace(victim, self._arm(victim.role))
        self._kill_reader(self.luck.choice(workers))

    def _kill_reader(self, worker: Child) -> None:
        """Kill the child that examines a worker's messages; the worker lives on."""
        for reader in children_of(worker.process.pid or 0):
            with suppress(ProcessLookupError):
                os.kill(reader, signal.SIGKILL)
                self.readers += 1

    def replace_dead(self, *, armed: bool = True) -> None:
        """Start again what died at a named point."""
        for member in self.members:
            if member.is_dead:
                environment = self._arm(member.role) if armed else self.environment
                self._replace(member, environment)

    def die_at(self, point: str, seconds: float = 60.0) -> bool:
        """One worker alone, until it dies at that point; False if it outlived `seconds`."""
        worker, *others = [c for c in self.members if c.role == "worker"]
        for member in (worker, *others):
            self._end(member)
        armed = self.environment | {"FAULT_POINT": f"{point}:1"}
        worker.process = self._start("worker", armed).process
        worker.is_told = False
        died = worker.wait(seconds)
        self._end(worker)
        return died

    def freeze_one(self) -> int:
        """Stop one worker where it stands (SIGSTOP); its pid, to let it go on."""
        workers = [c for c in self.members if c.role == "worker"]
        pid = self.luck.choice(workers).process.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        return pid

    def calm(self) -> None:
        """No fault any more: replace what is dead, or armed to die later by itself."""
        for member in self.members:
            if member.is_dead or member.is_armed:
                self._replace(member, self.environment)

    def stop(self) -> float:
        """Ask all to stop; returns the seconds the slowest took. A process that is left is killed."""
        begun = time.monotonic()
        for member in self.members:
            member.end(signal.SIGTERM, 0)
        for member in self.members:
            if not member.wait(15):
                member.end(signal.SIGKILL)
        return time.monotonic() - begun

    def _replace(self, member: Child, environment: dict[str, str]) -> None:
        self._end(member)
        member.process = self._start(member.role, environment).process
        member.is_told = False
        member.is_armed = "FAULT_POINT" in environment

    def _end(self, member: Child) -> None:
        if member.is_dead:
            self.deaths += not member.is_told
        else:
            member.end(signal.SIGKILL)
            self.kills += 1
        member.is_told = True

    def _arm(self, role: str) -> dict[str, str]:
        if role != "worker" or self.luck.random() >= self.armed:
            return self.environment
        point = f"{self.luck.choice(FAULT_POINTS)}:{self.luck.randint(1, 6)}"
        return self.environment | {"FAULT_POINT": point}

    def _start(self, role: str, environment: dict[str, str]) -> Child:
        arguments = (role, self.mutant, environment, self.folder / f"{role}.log")
        process = self.nursery.Process(target=child.run, args=arguments)
        process.start()
        return Child(role, process)
