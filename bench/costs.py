"""CPU and memory that costly mails take of their reader: `python -m bench.costs`.

Each mail is examined in a child of its own, as a worker's reader does it, at each size; a row
that misses a goal is marked, and the command then exits 1.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from bench.costly import SHAPES
from bench.costly.shapes import Shape
from bench.scoring.guarded import guard
from bench.tables import circumstances, table
from ingest.sandbox.examine import examine
from ingest.sandbox.frames import Done, encode
from ingest.sandbox.jobs import AnalysisBatch, AnalysisJob
from models.analysis.findings import Provenance
from models.vault.packs import PackStore

MB = 1_000_000
SIZES = (1, 4, 14)
CPU_GOAL, MEMORY_GOAL = 0.3, 20.0
# What any mail may take, however small.
CPU_FLOOR, MEMORY_FLOOR = 0.3, 20.0
_KEY, _TENANT = b"k" * 32, UUID(int=1)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds and megabytes of memory that one mail took; `died` says why it has none."""

    size: int
    cpu: float = 0.0
    memory: float = 0.0
    died: str = ""

    @property
    def is_dear(self) -> bool:
        """More than the goals allow for the size, in megabytes of 10^6 bytes."""
        mb = self.size / MB
        return bool(
            self.died
            or self.cpu > max(CPU_GOAL * mb, CPU_FLOOR)
            or self.memory > max(MEMORY_GOAL * mb, MEMORY_FLOOR)
        )


def cost_of(shape: Shape, size: int) -> Cost:
    """The cost of a shape's mail of `size` bytes, examined in a child."""
    with tempfile.TemporaryDirectory() as folder:
        batch = batch_of(Path(folder), [shape.mail(size)])
        measured = guard(lambda: _measure(batch))
    if "died" in measured:
        return Cost(size, died=str(measured["died"]))
    return Cost(size, measured["cpu"], measured["memory"])


def batch_of(folder: Path, mails: list[bytes]) -> AnalysisBatch:
    """The mails stored below `folder`, as a worker hands them to its reader."""
    stored = PackStore(folder).write(_TENANT, mails, _KEY)
    received_at = datetime(2026, 11, 27, tzinfo=UTC)
    jobs = (
        AnalysisJob(
            Provenance(UUID(int=n), None, received_at, "", place.sha256), place, "none"
        )
        for n, place in enumerate(stored)
    )
    return AnalysisBatch(
        tenant_id=_TENANT,
        key=_KEY,
        packs=str(folder),
        mail_domains=("in.reclampro.test",),
        own_addresses=frozenset({"cabinet@in.reclampro.test"}),
        time_zone="Europe/Paris",
        arc_sealers=frozenset(),
        jobs=tuple(jobs),
    )


def _measure(batch: AnalysisBatch) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_SELF)
    encode(Done(examine(batch)))
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory": (after.ru_maxrss - before.ru_maxrss) * 1024 / MB,
    }


def run(names: Iterable[str], sizes: Iterable[int]) -> dict[str, list[Cost]]:
    """Costs by shape, at each size in megabytes; a size that kills the child is the last."""
    costs: dict[str, list[Cost]] = {}
    # A child begins with everything loaded, as a worker's reader has.
    with tempfile.TemporaryDirectory() as folder:
        examine(batch_of(Path(folder), [SHAPES[name].mail(1_000) for name in SHAPES]))
    for name in names:
        costs[name] = []
        for size in sizes:
            costs[name].append(cost_of(SHAPES[name], size * MB))
            if costs[name][-1].died:
                break
    return costs


def show(costs: dict[str, list[Cost]], sizes: list[int]) -> str:
    """A table: for each shape, seconds of CPU and megabytes of memory a MB at each size."""
    head = [
        "shape",
        *(f"s/MB at {n}" for n in sizes),
        *(f"MB/MB at {n}" for n in sizes),
        "",
    ]
    rows = []
    for name, found in costs.items():
        cpu = [run.died or run.cpu * MB / run.size for run in found]
        memory = ["" if run.died else run.memory * MB / run.size for run in found]
        lacking = [""] * (len(sizes) - len(found))
        mark = "dear" if any(run.is_dear for run in found) else ""
        rows.append([name, *cpu, *lacking, *memory, *lacking, mark])
    return table(head, rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.costs", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of shapes")
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument(
        "--dear", action="store_true", help="show what misses a goal alone"
    )
    asked = parser.parse_args()
    print(circumstances(), flush=True)
    costs = run(asked.only or SHAPES, asked.sizes)
    dear = {
        name: found for name, found in costs.items() if any(c.is_dear for c in found)
    }
    print(show(dear if asked.dear else costs, asked.sizes))
    print(f"\n{len(costs)} shapes, {len(dear)} dear", flush=True)
    return int(bool(dear))


if __name__ == "__main__":
    raise SystemExit(main())
