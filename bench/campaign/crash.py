"""Random `kill -9` of workers and clock while mails flow; then everybody is asked.

python -m bench.campaign.crash --kills 60 --mails 500
python -m bench.campaign.crash --default-caps --kills 5 --mails 150
python -m bench.campaign.crash --mutant resend     # must end with exit status 1
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass

from bench.campaign import report, truth
from bench.campaign.child import MUTANTS
from bench.campaign.fleet import FAULT_POINTS, Fleet
from bench.campaign.invariants import breaches
from bench.campaign.stage import Stage, build

LOST = 0.03
# The sink answers the dot after this long: the window in which nobody knows.
REPLY_SECONDS = 0.05
SHORTEST, LONGEST = 0.05, 3.0
WORKERS, CLOCKS = 3, 2
ARMED = 0.2
DRAIN_SECONDS = 30.0


@dataclass(frozen=True)
class Plan:
    """Plan of a campaign: how hard and how long."""

    kills: int
    mails: int
    seed: int = 2026
    default_caps: bool = False
    mutant: str = ""
    lose: float = LOST
    points: tuple[str, ...] = FAULT_POINTS
    quiet_seconds: float = 300.0


def run(plan: Plan, title: str = "crash campaign") -> int:
    """One campaign; 0 when every invariant holds."""
    begun = time.monotonic()
    with build(
        plan.seed, lose=plan.lose, hang=REPLY_SECONDS, raised=not plan.default_caps
    ) as stage:
        fleet = Fleet(
            stage.environment,
            stage.folder,
            random.Random(plan.seed),
            plan.mutant,
            ARMED,
        )
        try:
            fleet.start(WORKERS, CLOCKS)
            _flow(stage, fleet, plan)
            under_fire = len(stage.sink.messages)
            outlived = _each_point(stage, fleet, plan)
            fleet.calm()
            quiet = settle(stage, fleet, plan.quiet_seconds)
            stop = fleet.stop()
        finally:
            fleet.stop()
        seen = truth.look(stage, faults=fleet.kills + fleet.deaths + stage.losses.count)
        summary: dict[str, object] = {
            "kill -9 at random, deaths at named points": f"{fleet.kills}, {fleet.deaths}",
            "readers killed under their workers": fleet.readers,
            "named points outlived": ", ".join(outlived) or "none",
            "acknowledgements that left between the kills": under_fire,
            "250s lost by the sink": stage.losses.count,
            "seconds until quiet after the last kill": f"{quiet:.1f}",
            "seconds to stop": f"{stop:.1f}",
            "seconds in all": f"{time.monotonic() - begun:.0f}",
        }
        return report.show(title, summary, seen, breaches(seen))


def settle(stage: Stage, fleet: Fleet, seconds: float) -> float:
    """Wait until nothing is under way; the seconds it took, `seconds` if it never was."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if truth.is_quiet(stage):
            break
        fleet.replace_dead(armed=False)
        time.sleep(0.5)
    return time.monotonic() - begun


def _flow(stage: Stage, fleet: Fleet, plan: Plan) -> None:
    """Post and kill, each at its own pace, so that both end at about the same time."""
    luck = random.Random(plan.seed + 1)
    moments = [luck.uniform(SHORTEST, LONGEST) for _ in range(plan.kills)]
    pace = sum(moments) / plan.mails if moments else 0.02
    begun = next_kill = time.monotonic()
    posted = 0
    while posted < plan.mails or moments:
        now = time.monotonic()
        if moments and now >= next_kill:
            fleet.kill_one()
            next_kill = time.monotonic() + moments.pop()
        elif posted < plan.mails and now >= begun + posted * pace:
            stage.post(posted)
            posted += 1
        else:
            time.sleep(0.01)


def _each_point(stage: Stage, fleet: Fleet, plan: Plan) -> list[str]:
    """Die once at each named point, with mails to do there; the points nobody reached."""
    outlived = []
    for place, point in enumerate(plan.points):
        for extra in (0, 1):
            stage.post(plan.mails + 2 * place + extra)
        if not fleet.die_at(point):
            outlived.append(point)
        # What dies four times in a row would be taken for a poisoned mail, and rightly.
        fleet.calm()
        settle(stage, fleet, DRAIN_SECONDS)
    return outlived


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.campaign.crash")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--default-caps", action="store_true")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), default="")
    arguments = parser.parse_args()
    # With the caps of every day hardly a letter leaves at the end: nobody would die there.
    points = () if arguments.default_caps else FAULT_POINTS
    plan = Plan(
        arguments.kills,
        arguments.mails,
        arguments.seed,
        arguments.default_caps,
        arguments.mutant,
        points=points,
    )
    return run(plan, f"crash campaign{' ' + plan.mutant if plan.mutant else ''}")


if __name__ == "__main__":
    sys.exit(main())
