"""Fail when a test was skipped for another reason than this machine."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ALLOWED = "not here: "


def find_unexpected(report: Path) -> list[str]:
    """The tests of a JUnit report that were skipped without an allowed reason."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314  our own pytest wrote it
    return [
        f"{case.get('classname')}::{case.get('name')}: {skip.get('message')}"
        for case in cases
        for skip in case.iter("skipped")
        if not (skip.get("message") or "").removeprefix("Skipped: ").startswith(ALLOWED)
    ]


if __name__ == "__main__":
    found = find_unexpected(Path(sys.argv[1]))
    for line in found:
        print(f"skipped without a reason of this machine: {line}", file=sys.stderr)
    sys.exit(1 if found else 0)
