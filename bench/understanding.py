"""Share of each corpus that is understood rightly: `python -m bench.understanding [SET...]`.

Fields with a lower-case word of one piece come from the scoring tool beside the corpora;
those with a space (and `references`) are our own, whose rules stand in `bench.scoring`.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bench.scoring import corpora, tool
from bench.scoring.corpora import MailSet
from bench.scoring.guarded import guard
from bench.scoring.rules import RULES
from bench.scoring.seen import Seen
from bench.scoring.sheet import Sheet
from bench.tables import table
from bench.truth import READING
from ingest.reading.understand import understand


def own_rules(mail_set: MailSet, sheet: Sheet) -> None:
    """Ask our own rules of every message of a set, each in a child of its own."""
    for path in mail_set.messages:
        answers = guard(lambda path=path: _ask(mail_set, path))  # type: ignore[misc]
        if "died" in answers:
            sheet.mark(mail_set.name, "no exception", False, path.name, answers["died"])
        for about, (ok, note) in answers.items() if "died" not in answers else ():
            sheet.mark(mail_set.name, about, ok, path.name, note)


def _ask(mail_set: MailSet, path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    start = time.process_time()
    found = understand(data, READING)
    cost = time.process_time() - start, _peak()
    stated = mail_set.expected.get(path.name)
    seen = Seen(data, found, cost, stated if isinstance(stated, dict) else {})
    asked = [
        (about, rule)
        for about, rule, sets in RULES
        if not sets or mail_set.name in sets
    ]
    return {about: rule(seen) for about, rule in asked}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.understanding", description=__doc__
    )
    parser.add_argument("sets", nargs="*", help="names of sets; none: all of them")
    parser.add_argument("--wrong", action="store_true", help="also what was wrong")
    asked = parser.parse_args()
    folder = corpora.find()
    if folder is None:
        print(
            f"skipped: no corpora in {corpora.BESIDE.name} beside the project (RECLAMPRO_CORPORA)"
        )
        return 0
    sheet = _score(folder, set(asked.sets))
    print(table(["set", "field", "right", "of", ""], sheet.rows()))
    if asked.wrong:
        print("\n".join(f"{a} | {b} | {c} | {d}" for a, b, c, d in sheet.wrong))
    return 0


def _score(folder: Path, wanted: set[str]) -> Sheet:
    sheet, scorer = Sheet(), tool.find(folder)
    if scorer is None:
        print("the scoring tool is not beside the corpora: our own rules alone")
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    for corpus in corpora.sets(folder):
        if wanted and corpus.name not in wanted:
            continue
        if scorer is not None:
            tool.score(scorer, corpus, sheet)
        own_rules(corpus, sheet)
        print(
            f"{corpus.name}: {len(corpus.messages)} messages",
            file=sys.stderr,
            flush=True,
        )
    return sheet


if __name__ == "__main__":
    raise SystemExit(main())
