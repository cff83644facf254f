"""Bytes that nobody sends, by the thousand: `python -m bench.campaign.fuzz [--seconds N]`.

Our samples spoiled and mails made of odd pieces are understood in children of their own, so
that what kills a reader is told too. What fails is kept in a folder under its seed and number.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path
from random import SystemRandom
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from bench.campaign.mutations import spoil
from bench.campaign.oracle import troubles
from bench.campaign.strategies import mails
from bench.scoring.guarded import guard

FOLDER = Path("var") / "fuzz"
_BATCH, _EXAMPLES = 60, 40


@dataclass(slots=True)
class Campaign:
    """Tally of a campaign: the mails tried, and those that failed, name to why."""

    folder: Path
    tried: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, data: bytes, why: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.eml").write_bytes(data)
        (self.folder / f"{name}.txt").write_text(why + "\n", encoding="utf-8")
        self.failed[name] = why


def run(batches: Iterable[int], seed: int, folder: Path = FOLDER) -> Campaign:
    """Try these batches of a hundred; the same seed tries the same mails in the same order."""
    campaign = Campaign(folder)
    for batch in batches:
        _spoil(campaign, seed, batch)
        _make(campaign, seed, batch)
    return campaign


def batches_for(seconds: float) -> Iterator[int]:
    """Numbers of batches, for so long."""
    end = time.monotonic() + seconds
    return takewhile(lambda _: time.monotonic() < end, count())


def _spoil(campaign: Campaign, seed: int, batch: int) -> None:
    numbers = range(batch * _BATCH, (batch + 1) * _BATCH)
    outcome = guard(lambda: {str(n): _why(spoil(seed, n)) for n in numbers})
    campaign.tried += len(numbers)
    for number in numbers:
        why = outcome.get(str(number), "")
        if "died" in outcome:
            # One of them killed the child: each alone says which.
            why = _alone(spoil(seed, number))
        if why:
            campaign.keep(f"{seed}-{number}", spoil(seed, number), why)


def _make(campaign: Campaign, seed: int, batch: int) -> None:
    outcome = guard(lambda: _examples(seed * 1_000_003 + batch))
    campaign.tried += _EXAMPLES
    if outcome.get("why") or "died" in outcome:
        data = bytes.fromhex(outcome.get("data", ""))
        campaign.keep(
            f"{seed}-made-{batch}", data, outcome.get("why") or outcome["died"]
        )


def _examples(number: int) -> dict[str, Any]:
    """The smallest of the made mails that fails, or nothing."""
    last: dict[str, Any] = {}

    @seeded(number)
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(mails())
    def holds(data: bytes) -> None:
        why = _why(data)
        if why:
            last.update(why=why, data=data.hex())
        assert not why

    try:
        holds()
    except AssertionError:
        return last
    return {"why": ""}


def _why(data: bytes) -> str:
    try:
        return "; ".join(troubles(data))
    except Exception as error:
        # Whatever is raised is what we look for.
        return f"{type(error).__name__}: {error}"


def _alone(data: bytes) -> str:
    outcome = guard(lambda: {"why": _why(data)})
    return str(outcome.get("died") or outcome["why"])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.campaign.fuzz", description=__doc__
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    campaign = run(batches_for(asked.seconds), asked.seed, asked.folder)
    for name, why in campaign.failed.items():
        print(f"{campaign.folder / name}.eml: {why}")
    print(
        f"seed {asked.seed}: {campaign.tried} mails, {len(campaign.failed)} failed",
        flush=True,
    )
    return 1 if campaign.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
