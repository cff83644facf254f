"""Mails a second from a mailbox to committed drafts, beside django-helpdesk: `python -m bench.intake`.

Same Dovecot (TLS), same PostgreSQL (it waits for the disk), a fresh database and a full
mailbox each run, both sides in turn. `wall` runs from the start of the process to the last
draft (ours) or to its end (theirs); CPU is the process's with its children, start included.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from typing import Any

from bench import corpus, ours, stage
from bench.outcome import Outcome
from bench.rival import running as rival
from bench.tables import circumstances, table

FASTER, LESS_CPU, PEAK_MB = 6.0, 1 / 3, 200.0
# Memory of the last quarter of a run over that of its second one.
FLAT = 1.15


def _alternate(place: stage.Stage, truth: dict[str, Any], runs: int) -> list[Outcome]:
    found = []
    for number in range(1, runs + 1):
        for side in (ours, rival) if number % 2 else (rival, ours):
            found.append(side.run(place, truth, number))
            print(table(HEAD, [_row(found[-1])]).splitlines()[-1], flush=True)
    return found


HEAD = (
    "program",
    "wall s",
    "msg/s",
    "CPU ms/msg",
    "peak MB",
    "MB by quarter",
    "items",
    "right person",
    "files",
    "names",
    "letters",
)


def _row(outcome: Outcome) -> list[object]:
    quarters = [f"{outcome.cost.mean_mb(q / 4, q / 4 + 0.25):.0f}" for q in range(4)]
    return [
        outcome.name,
        outcome.cost.wall,
        outcome.per_second,
        outcome.cpu_ms,
        outcome.cost.peak_mb,
        " ".join(quarters),
        f"{outcome.items}/{outcome.mails}",
        f"{outcome.people}/{outcome.mails}",
        f"{outcome.files_kept}/{outcome.files}",
        f"{outcome.names_kept}/{outcome.files}",
        outcome.letters,
    ]


def verdicts(mine: list[Outcome], theirs: list[Outcome]) -> list[tuple[str, bool]]:
    """Each goal in words, with whether it was reached; ratios of medians."""
    speed = median(row.per_second for row in mine)
    cpu = median(row.cpu_ms for row in mine)
    peak = max(row.cost.peak_mb for row in mine)
    growth = median(_growth(row) for row in mine)
    whole = all(
        row.items == row.mails == row.people and row.files == row.names_kept
        for row in mine
    )
    items = [
        (f"every mail, person, file and name kept: {'yes' if whole else 'no'}", whole),
        (f"peak {peak:.0f} MB (goal <= {PEAK_MB:.0f})", peak <= PEAK_MB),
        (
            f"last quarter / second quarter of memory {growth:.2f} (goal <= {FLAT})",
            growth <= FLAT,
        ),
    ]
    if theirs:
        faster = speed / median(their.per_second for their in theirs)
        less = cpu / median(their.cpu_ms for their in theirs)
        items += [
            (
                f"{faster:.1f} x its messages a second (goal >= {FASTER})",
                faster >= FASTER,
            ),
            (
                f"{less:.2f} x its CPU a message (goal <= {LESS_CPU:.2f})",
                less <= LESS_CPU,
            ),
        ]
    return items


def _growth(outcome: Outcome) -> float:
    return outcome.cost.mean_mb(0.75, 1.0) / (outcome.cost.mean_mb(0.25, 0.5) or 1.0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("var/bench/corpus"))
    parser.add_argument("--count", type=int, default=corpus.COUNT)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without the rival")
    asked = parser.parse_args()
    truth = corpus.ready(asked.corpus, asked.count)
    print(f"{corpus.summary(truth)}\n{circumstances()}\n\n{_head()}", flush=True)
    with stage.build(asked.corpus) as place:
        if asked.alone:
            found = [ours.run(place, truth, n) for n in range(1, asked.runs + 1)]
            print(
                "\n".join(
                    table(HEAD, [_row(outcome)]).splitlines()[-1] for outcome in found
                )
            )
        else:
            rival.install()
            found = _alternate(place, truth, asked.runs)
    print(f"{circumstances()}\n")
    mine = [outcome for outcome in found if outcome.name == ours.NAME]
    print("\n".join(mine[-1].trouble))
    lines = verdicts(mine, [outcome for outcome in found if outcome.name == rival.NAME])
    print(
        "\n"
        + "\n".join(
            f"{'ok  ' if reached else 'MISS'} {words}" for words, reached in lines
        )
    )
    return int(not all(reached for _, reached in lines))


def _head() -> str:
    return "\n".join(table(HEAD, []).splitlines())


if __name__ == "__main__":
    raise SystemExit(main())
