"""A campaign's table: what was done, what was found, what does not hold."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from bench.campaign.invariants import INVARIANTS, Breach
from bench.campaign.truth import Seen

SHOWN = 10


def show(
    title: str, summary: dict[str, object], seen: Seen, found: list[Breach]
) -> int:
    """Print everything; the exit status, 1 for any breach."""
    print(f"\n== {title}")
    for name, value in (summary | _count_all(seen)).items():
        print(f"  {name:<50} {value}")
    broken = Counter(b.invariant for b in found)
    for name in INVARIANTS:
        print(
            f"  {'BROKEN ' + str(broken[name]) if broken[name] else 'holds':<12} {name}"
        )
    for breach in found[:SHOWN]:
        print(f"    {breach.invariant}: {breach.where}")
    if found:
        _keep_logs(seen)
    return 1 if found else 0


def _keep_logs(seen: Seen) -> None:
    """Put what the workers said where somebody can read it."""
    kept = Path(tempfile.mkdtemp(prefix="campaign-logs-"))
    for log in seen.stage.folder.glob("*.log"):
        shutil.copy(log, kept)
    print(f"  logs kept in {kept}")


def _count_all(seen: Seen) -> dict[str, object]:
    states = Counter(str(r["state"]) for r in seen.letters)
    reasons = Counter(
        str(r["reason"]) for r in seen.letters if r["state"] in ("held", "planned")
    )
    unknown = [r for r in seen.letters if r["state"] == "unknown"]
    delays = seen.delays()
    left = sum(1 for r in unknown if seen.copies[r["header_message_id"]])
    return {
        "mails posted": len(seen.stage.posted),
        "messages on the servers": sum(seen.listed.values()),
        "places, items, drafts": (
            f"{seen.locations}, {len(seen.messages)}, {len(seen.drafts)}"
        ),
        "verdicts": dict(
            Counter(f"{m['verdict']} {m['reason'] or m['rule']}" for m in seen.messages)
        ),
        "letters": ", ".join(f"{n} {s}" for s, n in states.most_common()),
        "held or waiting, why": dict(reasons),
        "unknown that had left": f"{left} of {len(unknown)}",
        "seconds from mail to acknowledgement, p50, max": (
            f"{delays[len(delays) // 2]:.1f}, {delays[-1]:.1f}" if delays else "none"
        ),
        "acknowledgements in the spool": seen.copies.total(),
        "acknowledgements that left twice": sum(
            1 for n in seen.copies.values() if n > 1
        ),
    }
