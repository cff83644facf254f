"""The 2,000 French mails the benches run on: `python -m bench.corpus DIR [--count N]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import bench.mails
from bench.mails.make import Made, Plan, make
from bench.mails.people import FORWARDERS, MAILBOX

SEED, COUNT = 20261123, 2_000
# Of every twenty mails, two are forwarded inline and one as an attached message;
# of every five of each way, two carry files.
_WAYS = ("inline", "inline", "attached", *("direct",) * 17)


def version_tag() -> str:
    """A digest of what writes the mails: a corpus of another edition is written anew."""
    sources = sorted(Path(bench.mails.__file__).parent.glob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def plans(seed: int, count: int) -> list[Plan]:
    """Plan each mail, in an order of its own."""
    ways = [_WAYS[n % len(_WAYS)] for n in range(count)]
    kinds = [(way, n // len(_WAYS) % 5 < 2) for n, way in enumerate(ways)]
    Random(seed).shuffle(kinds)
    return [Plan(number, *kind) for number, kind in enumerate(kinds)]


def mails(seed: int = SEED, count: int = COUNT) -> Iterator[Made]:
    """Every mail in its order."""
    return (make(seed, plan) for plan in plans(seed, count))


def write(folder: Path, seed: int = SEED, count: int = COUNT) -> dict[str, Any]:
    """Write `msgs/NNNNN.eml` and `truth.json`; returns the truth."""
    (folder / "msgs").mkdir(parents=True, exist_ok=True)
    values = {}
    for number, made in enumerate(mails(seed, count)):
        name = f"{number:05}.eml"
        (folder / "msgs" / name).write_bytes(made.raw)
        values[name] = {"bytes": len(made.raw), **made.truth}
    truth = {
        "seed": seed,
        "edition": version_tag(),
        "mailbox": MAILBOX.email,
        "forwarders": [asdict(forwarder) for forwarder in FORWARDERS],
        "mails": values,
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text, encoding="utf-8")
    return truth


def read(folder: Path) -> dict[str, Any]:
    """The truth of a corpus that was written before."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    return found


def ready(folder: Path, count: int = COUNT) -> dict[str, Any]:
    """The corpus of `folder`, written now when it is absent or of another size."""
    if (folder / "truth.json").exists():
        truth = read(folder)
        items = (len(truth["mails"]), truth["seed"], truth.get("edition"))
        if items == (count, SEED, version_tag()):
            return truth
    for old in (folder / "msgs").glob("*.eml"):
        old.unlink()
    return write(folder, SEED, count)


def summary(truth: dict[str, Any]) -> str:
    """One line: how many, how large, of which ways."""
    items = list(truth["mails"].values())
    sizes = sorted(mail["bytes"] for mail in items)
    ways = {
        w: sum(mail["way"] == w for mail in items)
        for w in ("direct", "inline", "attached")
    }
    return (
        f"{len(items)} mails, {sum(sizes) / 1e6:.1f} MB, median {sizes[len(sizes) // 2] / 1000:.1f} kB; "
        + ", ".join(f"{n} {way}" for way, n in ways.items())
        + f"; {sum(bool(mail['attachments']) for mail in items)} with files, "
        + f"{sum(len(mail['attachments']) for mail in items)} files"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    asked = parser.parse_args()
    print(summary(write(asked.folder, SEED, asked.count)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
