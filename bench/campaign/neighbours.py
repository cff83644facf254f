"""One cabinet's bombs and its neighbour's mail: `python -m bench.campaign.neighbours`.

A real worker takes in large costly mails of one cabinet while another cabinet gets a small
mail every few seconds; each must be a draft within ten seconds of its posting.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from sqlalchemy import func, select

from bench.campaign.fleet import Fleet
from bench.campaign.stage import Box, Stage, build
from bench.costly import SHAPES
from bench.tables import circumstances, table
from models.rows.message import InboundMessage, Verdict
from models.store.session import tenant_transaction

GOAL_SECONDS = 10.0
BOMB_BYTES = 14_000_000
BOMBS = (
    "attached long messages",
    "quoted blocks, 20 deep",
    "a chain of 45 around words",
    "nested by 40, boundary-like",
    "one part with many headers",
    "encoding headers",
)
_PAUSE_SECONDS, _PATIENCE_SECONDS = 2.0, 120.0


def run(bombs: int, mails: int) -> int:
    """Print how long each mail of the neighbour waited; 0 when none waited too long."""
    with build(2026, lose=0.0, hang=0.0) as stage:
        fleet = Fleet(stage.environment, stage.folder, random.Random(1), "", 0.0)
        try:
            fleet.start(1, 1)
            quiet = [_wait_for_draft(stage, number) for number in range(2)]
            for name in _names(bombs):
                _drop(stage, stage.boxes[0], name)
            waits = [_wait_for_draft(stage, number) for number in range(2, 2 + mails)]
            left = _count(stage, stage.boxes[0], Verdict.STORED)
        finally:
            fleet.stop()
    rows = [["before the bombs", *_figures(quiet)], ["among them", *_figures(waits)]]
    print(f"{circumstances()}\n{bombs} bombs of {BOMB_BYTES / 1e6:.0f} MB\n")
    print(
        table(["a small mail of the neighbour", "mails", "mean (s)", "most (s)"], rows)
    )
    print(f"bombs still to be read at the end: {left}", flush=True)
    return int(max(waits) > GOAL_SECONDS)


def _names(count: int) -> list[str]:
    return [BOMBS[number % len(BOMBS)] for number in range(count)]


def _drop(stage: Stage, box: Box, name: str) -> None:
    stage.dovecot.append(box.address, SHAPES[name].mail(BOMB_BYTES))


def _wait_for_draft(stage: Stage, number: int) -> float:
    """Seconds from the posting of a mail of the second cabinet to its draft."""
    box = stage.boxes[1]
    before = _count(stage, box, Verdict.DRAFT)
    # Odd numbers go into the second mailbox.
    stage.post(2 * number + 1)
    begun = time.monotonic()
    while _count(stage, box, Verdict.DRAFT) == before:
        if time.monotonic() - begun > _PATIENCE_SECONDS:
            break
        time.sleep(0.1)
    waited = time.monotonic() - begun
    time.sleep(_PAUSE_SECONDS)
    return waited


def _count(stage: Stage, box: Box, verdict: Verdict) -> int:
    with tenant_transaction(stage.service.app, box.tenant_id) as session:
        wanted = (
            select(func.count())
            .select_from(InboundMessage)
            .where(InboundMessage.tenant_id == box.tenant_id)
            .where(InboundMessage.verdict == verdict)
        )
        return session.scalar(wanted) or 0


def _figures(waits: list[float]) -> tuple[int, float, float]:
    return len(waits), sum(waits) / len(waits), max(waits)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.campaign.neighbours")
    parser.add_argument("--bombs", type=int, default=6)
    parser.add_argument("--mails", type=int, default=8)
    asked = parser.parse_args()
    return run(asked.bombs, asked.mails)


if __name__ == "__main__":
    sys.exit(main())
