"""`python -m bench.spoof`: 200 spoofs and their honest twins through the real intake.

Goal: no acknowledgement of a spoof leaves by itself, neither at once nor on the last safe day;
every honest twin's does, to its customer. Exits 1 when it is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.spoofs.cases import Case, make
from bench.spoofs.stage import (
    MAILBOX,
    Cabinet,
    Fate,
    close_for_spoofs,
    open_for_spoofs,
)
from tests import servers


@dataclass
class Tally:
    """Tally of one family."""

    spoofs: int = 0
    left: int = 0
    left_on_last_day: int = 0
    honest: int = 0
    honest_left: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def run(cabinet: Cabinet, cases: list[Case]) -> dict[str, Tally]:
    """Take every mail in, then look at each acknowledgement, then at the last safe day's."""
    ids = cabinet.receive([raw for case in cases for raw in (case.spoof, case.honest)])
    at_once = cabinet.fates()
    cabinet.reach_last_safe_day()
    later = cabinet.fates()
    tallies: dict[str, Tally] = {}
    for case, spoof, honest in zip(cases, ids[::2], ids[1::2], strict=True):
        tally = tallies.setdefault(case.family, Tally())
        nothing = Fate(reason="no draft")
        _count_spoof(
            tally, case, at_once.get(spoof, nothing), later.get(spoof, nothing)
        )
        _count_honest(tally, case, at_once.get(honest, nothing))
    return tallies


def _count_spoof(tally: Tally, case: Case, fate: Fate, later: Fate) -> None:
    tally.spoofs += 1
    tally.left += fate.leaves
    tally.left_on_last_day += later.leaves
    tally.reasons[fate.reason] += 1
    if later.leaves:
        tally.missed.append(f"spoof {case.number} leaves: {later.reason}")


def _count_honest(tally: Tally, case: Case, fate: Fate) -> None:
    right = fate.leaves and fate.recipient == case.target
    tally.honest += 1
    tally.honest_left += right
    if not right:
        tally.missed.append(f"honest {case.number} waits: {fate.reason}")


def is_met(tallies: dict[str, Tally]) -> bool:
    return not any(tally.missed for tally in tallies.values())


def report(tallies: dict[str, Tally]) -> Iterator[str]:
    """The table, one row a family, and what held its spoofs."""
    yield "| family | spoofs | leave | on the last day | honest twins | leave | held by |"
    yield "|---|---|---|---|---|---|---|"
    for name, tally in tallies.items():
        why = ", ".join(f"{reason} {n}" for reason, n in tally.reasons.most_common())
        counts = (tally.spoofs, tally.left, tally.left_on_last_day, tally.honest)
        row = " | ".join(map(str, (*counts, tally.honest_left)))
        yield f"| {name} | {row} | {why} |"
    every = tallies.values()
    yield (
        f"| all | {sum(t.spoofs for t in every)} | {sum(t.left for t in every)} "
        f"| {sum(t.left_on_last_day for t in every)} | {sum(t.honest for t in every)} "
        f"| {sum(t.honest_left for t in every)} | |"
    )
    for tally in every:
        yield from tally.missed


@contextmanager
def _stage() -> Iterator[Cabinet]:
    with servers.running_postgres() as cluster, servers.private_folder() as folder:
        cluster.make_template()
        cabinet = open_for_spoofs(cluster.clone(), folder)
        try:
            yield cabinet
        finally:
            close_for_spoofs(cabinet)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.spoof", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=3834)
    asked = parser.parse_args()
    with _stage() as cabinet:
        tallies = run(cabinet, make(asked.count, MAILBOX, seed=asked.seed))
    print("\n".join(report(tallies)))
    return 0 if is_met(tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
