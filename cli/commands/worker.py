"""`reclampro worker`: polls mailboxes, takes mails in, sends letters."""

from __future__ import annotations

import argparse
from typing import Any


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "worker", help="poll mailboxes, take mails in, send letters"
    )
    parser.set_defaults(handler=run)


def run(_args: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    from cli import environment, logs
    from workers.main import run_worker

    settings = environment.reachable()
    logs.configure(settings)
    return run_worker(settings)
