"""The command line `reclampro`."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from models.base.errors import ReclamProError, SettingError

# One module of `cli.commands` each, in the order of the help.
COMMANDS = (
    "up",
    "demo",
    "web",
    "worker",
    "clock",
    "migrate",
    "parse",
    "deadlines",
    "ingest",
    "mailbox",
    "user",
    "restored",
    "doctor",
)
EXIT_TROUBLE, EXIT_SETTING, EXIT_INTERRUPTED = 1, 2, 130


def make_parser() -> argparse.ArgumentParser:
    """The parser with every command; `handler(args) -> int` is set by each."""
    parser = argparse.ArgumentParser(
        prog="reclampro",
        description="Complaint handling for insurance and finance intermediaries.",
        epilog="Settings are environment variables: see docs/reference/settings.md.",
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f"cli.commands.{name}").register(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the status is 0, 1 for trouble, 2 for a wrong setting."""
    args = make_parser().parse_args(argv)
    try:
        status: int = args.handler(args)
    except SettingError as error:
        print(f"reclampro: {error}", file=sys.stderr)
        return EXIT_SETTING
    except ReclamProError as error:
        print(f"reclampro: {error}", file=sys.stderr)
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return status


if __name__ == "__main__":
    raise SystemExit(main())
