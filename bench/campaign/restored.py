"""A database restored from a backup after letters have left, for real: files copied and put back.

python -m bench.campaign.restored --mails 60
python -m bench.campaign.restored --mutant forgetful     # must end with exit status 1
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.campaign import truth
from bench.campaign.child import MUTANTS
from bench.campaign.fleet import Fleet
from bench.campaign.invariants import INVARIANTS
from bench.campaign.stage import Stage, build
from bench.campaign.truth import Seen, connect

WORKERS = 2
WAIT_SECONDS = 120.0
# Posted once the holding began: these must leave.
AFTERWARDS = 4
# What holds of a restored database too; the others ask it about letters that it forgot.
KEPT = (
    "I1 every mail in one item and one draft",
    "I3 no acknowledgement twice, none to a stranger",
    "ledger of each mailbox balanced",
)
_UNDER_WAY = """select
 (select count(*) from letters where kind in ('receipt', 'acknowledgement')
   and state in ('planned', 'claimed', 'dot_pending', 'refused_for_now'))
 + (select count(*) from inbound_messages where verdict = 'stored')
 + (select count(*) from mail_locations where message_id is null) as n"""
_ARRIVED = "select count(*) as n from inbound_messages"
_DEFERRED = "select count(*) as n from letters where state = 'refused_for_now'"
_FREE = "select count(*) as n from tenants where restored_at is null"
_HELD = "select count(*) as n from letters where state = 'held' and reason = 'restored'"


def run(mails: int, seed: int = 2026, mutant: str = "") -> int:
    """Three shares: left before the backup, waiting in it, and arrived after it; 0 when
    everybody was written to exactly once."""
    with build(seed, lose=0.0, hang=0.0) as stage:
        fleet = Fleet(stage.environment, stage.folder, random.Random(seed), mutant)
        share = max(1, mails // 3)
        try:
            fleet.start(WORKERS)
            _post(stage, share)
            _wait(stage, _is_quiet)
            backup = _back_up_with_waiting(stage, share)
            _let_leave(stage)
            _post(stage, share)
            _wait(stage, _is_quiet)
            left = len(stage.sink.messages)
            _restore(stage, backup)
            # The mutant never holds.
            _wait(stage, lambda s: bool(mutant) or not _count(s, _FREE))
            # Servers tell whole seconds: what is posted now came after the holding began.
            time.sleep(2.0)
            _post(stage, AFTERWARDS)
            _wait(stage, _is_quiet)
        finally:
            fleet.stop()
        return _report(stage, left)


def _post(stage: Stage, number: int) -> None:
    for _ in range(number):
        stage.post(len(stage.posted))


def _back_up_with_waiting(stage: Stage, share: int) -> Path:
    """Copy the database's files while letters wait for a server that says « not now »."""
    stage.sink.behaviour.refuse["RCPT"] = "451 later"
    _post(stage, share)
    _wait(stage, lambda s: _count(s, _DEFERRED) >= share)
    backup = stage.folder / "backup"
    stage.cluster.stop()
    subprocess.run(["cp", "-a", stage.cluster.server.data, backup], check=True)
    _start(stage)
    return backup


def _restore(stage: Stage, backup: Path) -> None:
    """Put the copy in the place of the files, under workers that go on."""
    stage.cluster.stop()
    shutil.rmtree(stage.cluster.server.data)
    subprocess.run(["cp", "-a", backup, stage.cluster.server.data], check=True)
    _start(stage)


def _start(stage: Stage) -> None:
    stage.service.close()
    stage.cluster.start()


def _let_leave(stage: Stage) -> None:
    stage.sink.behaviour.refuse.clear()
    with connect(stage) as db:
        db.execute("update letters set next_attempt_at = now()")


def _is_quiet(stage: Stage) -> bool:
    arrived = _count(stage, _ARRIVED) >= len(stage.posted)
    return arrived and not _count(stage, _UNDER_WAY)


def _wait(stage: Stage, condition: Callable[[Stage], bool]) -> None:
    """Until it is so; what never becomes so is found by the count at the end."""
    until = time.monotonic() + WAIT_SECONDS
    while not condition(stage) and time.monotonic() < until:
        time.sleep(0.3)


def _count(stage: Stage, statement: str) -> int:
    with connect(stage) as db:
        row = db.execute(statement.encode()).fetchone()
    assert row is not None
    return int(row["n"])


def _breaches(seen: Seen) -> Iterator[str]:
    for name in KEPT:
        yield from (f"{name}: {where}" for where in INVARIANTS[name](seen))
    wrote = Counter(mail.complainant for _, mail in seen.stage.posted)
    for to, number in wrote.items():
        if seen.reached[to] != number:
            yield f"{seen.reached[to]} letters to {to}, who wrote {number} times"
    if _count(seen.stage, _FREE):
        yield "a cabinet does not know that the database went back"


def _report(stage: Stage, left: int) -> int:
    seen = truth.look(stage, faults=0)
    found = list(_breaches(seen))
    print("\n== database restored")
    print(f"  {'mails posted':<50} {len(stage.posted)}")
    print(f"  {'letters that left before the restore':<50} {left}")
    print(f"  {'letters held afterwards':<50} {_count(stage, _HELD)}")
    print(f"  {'letters in the spool':<50} {seen.copies.total()}")
    print(f"  {'most copies of one Message-ID':<50} {max(seen.copies.values())}")
    print(f"  {'most letters to one person':<50} {max(seen.reached.values())}")
    print(f"  {'breaches':<50} {len(found)}")
    for where in found[:10]:
        print(f"    {where}")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.campaign.restored")
    parser.add_argument("--mails", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--mutant", choices=sorted(MUTANTS), default="")
    asked = parser.parse_args()
    return run(asked.mails, asked.seed, asked.mutant)


if __name__ == "__main__":
    sys.exit(main())
