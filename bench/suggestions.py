"""Share of the proposals that are what a person chose: `python -m bench.suggestions`.

The complaints are 64 of our own invention (`tests/ingest/suggestions.csv`), written with their
answers before the tables of words; the second set was not looked at while these were made.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.tables import circumstances, table
from ingest.proposals.scoring import Suggestions, suggest

SHEET = Path(__file__).parent.parent / "tests" / "ingest" / "suggestions.csv"
FIELDS = ("motif", "product", "priority", "phone")
# What stands in the form when nothing is proposed.
USUAL = {"motif": "", "product": "", "priority": "normal", "phone": ""}


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint and what a person would choose, `USUAL` where they would choose nothing."""

    name: str
    subject: str
    text: str
    wanted: dict[str, str]


def cases() -> list[Case]:
    """Every complaint of the sheet; `name` is its set (`work`, `kept`)."""
    with SHEET.open(encoding="utf-8", newline="") as sheet:
        return [_case(row) for row in csv.DictReader(sheet, delimiter=";")]


def _case(row: dict[str, str]) -> Case:
    wanted = {name: row[name] for name in FIELDS}
    return Case(row["set"], row["subject"], row["text"].replace("\\n", "\n"), wanted)


def count(name: str = "") -> Counter[tuple[str, str]]:
    """Count proposals over one set or all: (field, `proposed`, `right` or `wanted`) to a number."""
    counter: Counter[tuple[str, str]] = Counter()
    for case in cases():
        if name in ("", case.name):
            found = suggest(case.subject, case.text)
            for field in FIELDS:
                _mark(counter, field, found, case.wanted[field])
    return counter


def _mark(
    counter: Counter[tuple[str, str]], name: str, found: Suggestions, wanted: str
) -> None:
    proposed = found.values.get(name)
    counter[name, "wanted"] += wanted != USUAL[name]
    counter[name, "proposed"] += proposed is not None
    counter[name, "right"] += proposed == wanted


def _cost() -> float:
    """Milliseconds of CPU a complaint, the words known already."""
    known = cases()
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        for case in known:
            suggest(case.subject, case.text)
        best = min(best, time.process_time() - start)
    return 1_000 * best / len(known)


def _rows(name: str) -> list[list[object]]:
    counter = count(name)
    return [[name, field, *_row(counter, field)] for field in FIELDS]


def _row(counter: Counter[tuple[str, str]], field: str) -> list[object]:
    right, proposed = counter[field, "right"], counter[field, "proposed"]
    return [right, proposed, right / max(proposed, 1), counter[field, "wanted"]]


def _wrong(name: str) -> list[str]:
    lines = []
    for case in cases():
        found = suggest(case.subject, case.text)
        for field in FIELDS if name in ("", case.name) else ():
            got = found.values.get(field, USUAL[field])
            if got != case.wanted[field]:
                because = found.evidence.get(field, "")
                lines.append(
                    f"{case.subject} | {field}: {got} not {case.wanted[field]} | {because}"
                )
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.suggestions", description=__doc__
    )
    parser.add_argument("--wrong", default=None, help="also what was wrong in this set")
    asked = parser.parse_args()
    head = ["set", "field", "right", "proposed", "precision", "wanted"]
    print(table(head, [row for name in ("work", "kept") for row in _rows(name)]))
    print(f"{_cost():.3f} ms of CPU a complaint; {circumstances()}")
    if asked.wrong is not None:
        print("\n".join(_wrong(asked.wrong)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
