"""`reclampro doctor`: one line a part, and what is wrong with it."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "doctor", help="check every part of the service, one line each"
    )
    parser.set_defaults(handler=run)


def run(_args: argparse.Namespace) -> int:
    """Look at each part; 1 when one is in trouble."""
    from cli import environment
    from cli.doctor import checks
    from models.store.starting import key_path

    settings = environment.reachable()
    found = [checks.examine(name, check, settings) for name, check in checks.CHECKS]
    for result in found:
        print(f"{result.mark:<7}  {result.name:<11} {result.says}")
    print(checks.KEY_WARNING.format(path=key_path(settings)))
    return int(any(result.mark is checks.Mark.TROUBLE for result in found))
