"""`reclampro clock`: the timetable that wakes the workers."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("clock", help="wake the workers by the timetable")
    parser.set_defaults(handler=run)


def run(_args: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    from cli import environment, logs
    from workers.main import run_clock

    settings = environment.reachable()
    logs.configure(settings)
    return run_clock(settings)
