"""The workers and clocks of a campaign: started, killed without warning, started again."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from cli.local import children
from cli.local.children import Command

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


@dataclass
class Child:
    role: str
    process: subprocess.Popen[bytes]


@dataclass
class Fleet:
    """`armed` is the share of restarts that die at a named point of their own."""

    environment: dict[str, str]
    folder: Path
    luck: random.Random
    mutant: str = ""
    armed: float = 0.0
    members: list[Child] = field(default_factory=list)
    kills: int = 0
    deaths: int = 0

    def start(self, workers: int, clocks: int = 1) -> None:
        for role in ["worker"] * workers + ["clock"] * clocks:
            self.members.append(self._start(role, self.environment))

    def kill_one(self) -> None:
        """Kill one of them, workers more often, and start another in its place."""
        self.replace_dead()
        workers = [c for c in self.members if c.role == "worker"]
        victim = self.luck.choice(workers * 3 + self.members)
        victim.process.send_signal(signal.SIGKILL)
        victim.process.wait(10)
        self.kills += 1
        victim.process = self._start(victim.role, self._armed(victim.role)).process

    def replace_dead(self, *, armed: bool = True) -> None:
        """Start again what died at a named point."""
        for child in self.members:
            if child.process.poll() is not None:
                self.deaths += 1
                told = self._armed(child.role) if armed else self.environment
                child.process = self._start(child.role, told).process

    def die_at(self, point: str, seconds: float = 45.0) -> bool:
        """One worker alone, until it dies at that point; False if it outlived `seconds`."""
        worker, *others = [c for c in self.members if c.role == "worker"]
        for child in (worker, *others):
            self._end(child)
        armed = self.environment | {"FAULT_POINT": f"{point}:1"}
        worker.process = self._start("worker", armed).process
        died = children.ended(worker.process, seconds)
        self.deaths += died
        return died

    def freeze_one(self) -> subprocess.Popen[bytes]:
        """Stop one worker where it stands (SIGSTOP); the caller lets it go on."""
        workers = [c for c in self.members if c.role == "worker"]
        frozen = self.luck.choice(workers).process
        frozen.send_signal(signal.SIGSTOP)
        return frozen

    def _end(self, child: Child) -> None:
        if child.process.poll() is None:
            child.process.send_signal(signal.SIGKILL)
            child.process.wait(10)
            self.kills += 1

    def calm(self) -> None:
        """No fault any more: replace what is armed, so that nothing dies by itself."""
        for child in self.members:
            self._end(child)
            child.process = self._start(child.role, self.environment).process

    def stop(self) -> float:
        """Ask all to stop; the seconds the slowest took. Whoever is left is killed."""
        begun = time.monotonic()
        for child in self.members:
            child.process.terminate()
        for child in self.members:
            try:
                child.process.wait(15)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait(5)
        return time.monotonic() - begun

    def _armed(self, role: str) -> dict[str, str]:
        if role != "worker" or self.luck.random() >= self.armed:
            return self.environment
        point = f"{self.luck.choice(FAULT_POINTS)}:{self.luck.randint(1, 2)}"
        return self.environment | {"FAULT_POINT": point}

    def _start(self, role: str, environment: dict[str, str]) -> Child:
        argv = [sys.executable, "-m", "bench.campaign.child", role]
        argv += [self.mutant] if self.mutant and role == "worker" else []
        # Linux ends them with us, should the campaign itself be killed.
        command = Command(argv, env=environment, log=self.folder / f"{role}.log")
        return Child(role, children.start(command))
