"""A campaign's table: what was done, what was found, what does not hold."""

from __future__ import annotations

from collections import Counter

from bench.campaign.truth import INVARIANTS, Breach, Seen

SHOWN = 10


def show(title: str, told: dict[str, object], seen: Seen, found: list[Breach]) -> int:
    """Print everything; the exit status, 1 for any breach."""
    print(f"\n== {title}")
    for name, value in (told | _counted(seen)).items():
        print(f"  {name:<42} {value}")
    broken = Counter(b.invariant for b in found)
    for name in INVARIANTS:
        print(
            f"  {'BROKEN ' + str(broken[name]) if broken[name] else 'holds':<12} {name}"
        )
    for breach in found[:SHOWN]:
        print(f"    {breach.invariant}: {breach.where}")
    return 1 if found else 0


def _counted(seen: Seen) -> dict[str, object]:
    states = Counter(str(r["state"]) for r in seen.letters)
    reasons = Counter(
        str(r["reason"]) for r in seen.letters if r["state"] in ("held", "planned")
    )
    unknown = [r for r in seen.letters if r["state"] == "unknown"]
    left = sum(1 for r in unknown if seen.copies[r["complainant_email"]])
    return {
        "mails posted": len(seen.stage.posted),
        "messages on the servers": sum(seen.listed.values()),
        "items, drafts": f"{len(seen.messages)}, {len(seen.drafts)}",
        "letters": ", ".join(f"{n} {s}" for s, n in states.most_common()),
        "held or waiting, why": dict(reasons),
        "unknown that had left": f"{left} of {len(unknown)}",
        "acknowledgements in the spool": seen.copies.total(),
        "people who got more than one": sum(1 for n in seen.copies.values() if n > 1),
    }
