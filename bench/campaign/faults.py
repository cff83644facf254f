"""Faults of the servers around us while mails flow; the invariants stay the same.

python -m bench.campaign.faults                     # all of them
python -m bench.campaign.faults redis postgres --mails 100
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg

from bench.campaign import report, slow, truth
from bench.campaign.crash import LOST, REPLY_SECONDS, settle
from bench.campaign.fleet import Fleet
from bench.campaign.invariants import Breach, breaches
from bench.campaign.stage import Box, Stage, build

WORKERS = 3
# Between two mails, in seconds.
PACE = 0.15
QUIET_SECONDS = 240.0
POSTGRES_AWAY, FROZEN_SECONDS = 3.0, 4.0
# Everything goes on within this time of Redis being stopped.
REDIS_AWAY = 60.0


# Messages that were stored an hour or more before or after all others were.
_FAR_OFF = """select sign(extract(epoch from stored_at - now()))::int as side, count(*) as n
 from inbound_messages where abs(extract(epoch from stored_at - now())) > 3600 group by 1"""


@dataclass
class Scene:
    """A flow of mails; `flow(n)` posts the next n, one after the other."""

    stage: Stage
    fleet: Fleet
    mails: int
    faults: int = 0
    posted: int = 0
    summary: dict[str, object] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)

    def flow(self, share: float) -> Iterator[int]:
        """Post that share of the mails, and let the fault act between two of them."""
        for _ in range(max(1, round(self.mails * share))):
            self.stage.post(self.posted)
            self.posted += 1
            time.sleep(PACE)
            yield self.posted

    def settle(self) -> float:
        return settle(self.stage, self.fleet, QUIET_SECONDS)


def two_pollers(scene: Scene) -> None:
    """A worker freezes at its work and loses its life line: others take it, it goes on later."""
    for number in scene.flow(1.0):
        if number % 6 == 0:
            frozen = scene.fleet.freeze_one()
            scene.faults += _cut_life_lines(scene.stage)
            time.sleep(FROZEN_SECONDS)
            os.kill(frozen, signal.SIGCONT)


def uidvalidity(scene: Scene) -> None:
    """Mailboxes are numbered anew, twice: once while quiet, once in the flow."""
    for _ in scene.flow(0.4):
        pass
    scene.settle()
    _renumber(scene, 1_900_000_001)
    for _ in scene.flow(0.3):
        pass
    _renumber(scene, 1_900_000_002)
    for _ in scene.flow(0.3):
        pass


def redis_flushed(scene: Scene) -> None:
    """Every nudge is thrown away, again and again."""
    for _ in scene.flow(1.0):
        scene.stage.valkey.flush()


def redis_stopped(scene: Scene) -> None:
    """Redis is away while mails arrive, and nobody needs it."""
    for _ in scene.flow(0.3):
        pass
    scene.stage.valkey.stop()
    for _ in scene.flow(0.4):
        pass
    seconds = settle(scene.stage, scene.fleet, REDIS_AWAY)
    scene.summary["seconds until quiet without Redis"] = f"{seconds:.1f}"
    if seconds >= REDIS_AWAY:
        scene.breaches.append(Breach("all goes on without Redis", "not within 60 s"))
    scene.stage.valkey.start()
    for _ in scene.flow(0.3):
        pass


def postgres_killed(scene: Scene) -> None:
    """PostgreSQL is killed without warning, stays away for a while, and recovers."""
    for _ in range(3):
        for _ in scene.flow(1 / 3):
            pass
        scene.stage.cluster.stop(signal.SIGKILL)
        scene.faults += WORKERS
        time.sleep(POSTGRES_AWAY)
        scene.stage.cluster.start()


def clock_jumps(scene: Scene) -> None:
    """The clock of workers and clock jumps two hours ahead, then two hours behind, then back."""
    for seconds in (0, 7200, -7200, 0):
        scene.stage.shift_clock(seconds)
        for _ in scene.flow(1 / 4):
            pass
        scene.settle()
    with truth.connect(scene.stage) as db:
        rows = db.execute(_FAR_OFF).fetchall()
    by_side = {str(row["side"]): row["n"] for row in rows}
    scene.summary["messages stored by a wrong clock"] = by_side
    if len(by_side) < 2:
        scene.breaches.append(Breach("the clock jumped both ways", str(by_side)))


def slow_servers(scene: Scene) -> None:
    """Another cabinet's sixteen servers drip: everybody else's mail still arrives."""
    with slow.dripping_cabinet(scene.stage) as server:
        slow.wait_until_dripping(server)
        for _ in scene.flow(1.0):
            pass
        seconds = scene.settle()
        scene.summary["dripping connections, at once, asked"] = (
            f"{server.most}, {len(server.asked)}"
        )
        scene.summary["seconds until quiet while they drip"] = f"{seconds:.1f}"
        threads = scene.stage.service.settings.worker_threads
        scene.breaches += slow.holds_too_much(server, threads)


SCENES: dict[str, Callable[[Scene], None]] = {
    "two-pollers": two_pollers,
    "uidvalidity": uidvalidity,
    "redis-flushed": redis_flushed,
    "redis-stopped": redis_stopped,
    "postgres": postgres_killed,
    "slow-servers": slow_servers,
    "clock-jumps": clock_jumps,
}
# With three workers there would be threads for everybody, shares or not.
ALONE = {"slow-servers"}


def run(name: str, mails: int, seed: int = 2026) -> int:
    """One scene on servers of its own; 0 when every invariant holds."""
    with build(seed, lose=LOST, hang=REPLY_SECONDS) as stage:
        fleet = Fleet(stage.environment, stage.folder, random.Random(seed))
        scene = Scene(stage, fleet, mails)
        try:
            fleet.start(1 if name in ALONE else WORKERS)
            SCENES[name](scene)
            quiet = scene.settle()
            stop = fleet.stop()
        finally:
            fleet.stop()
        faults = scene.faults + fleet.deaths + stage.losses.count
        seen = truth.look(stage, faults)
        summary: dict[str, object] = {
            "faults, 250s lost by the sink": f"{scene.faults}, {stage.losses.count}",
            "seconds until quiet": f"{quiet:.1f}",
            "seconds to stop": f"{stop:.1f}",
        }
        found = scene.breaches + breaches(seen)
        return report.show(name, summary | scene.summary, seen, found)


def _cut_life_lines(stage: Stage) -> int:
    statement = """select count(pg_terminate_backend(pid)) from pg_locks
     where locktype = 'advisory' and objsubid = 1 and granted and pid <> pg_backend_pid()"""
    url = stage.database.admin_url.replace("+psycopg", "", 1)
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _renumber(scene: Scene, uidvalidity: int) -> None:
    for box in scene.stage.boxes:
        _renumber_one(scene.stage, box, uidvalidity)
        scene.faults += 1


def _renumber_one(stage: Stage, box: Box, uidvalidity: int) -> None:
    """Another UIDVALIDITY and other UIDs, as a mailbox restored from a backup has."""
    home = stage.dovecot.folder / "mail" / box.address
    stage.dovecot.stop()
    for path in home.glob("dovecot*"):
        if path.is_file():
            path.unlink()
    stage.dovecot.start()
    number = str(uidvalidity)
    words = ("mailbox", "update", "-u", box.address, "--uid-validity", number, "INBOX")
    stage.dovecot.doveadm(*words)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.campaign.faults")
    parser.add_argument("scenes", nargs="*", choices=[*SCENES, []], default=[])
    parser.add_argument("--mails", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    broken = [
        n for n in arguments.scenes or SCENES if run(n, arguments.mails, arguments.seed)
    ]
    print(f"\nbroken: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
