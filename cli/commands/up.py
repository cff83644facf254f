"""`reclampro up`: the whole service on this machine until Ctrl-C."""

from __future__ import annotations

import argparse
import os
from typing import Any


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "up",
        help="run the whole service here, with embedded parts where no URL is given",
    )
    add_tied(parser)
    parser.set_defaults(handler=run)


def add_tied(parser: argparse.ArgumentParser) -> None:
    """The option that `make` gives: what it started must not outlive it."""
    parser.add_argument(
        "--tied",
        action="store_true",
        help="stop when the process that started this one ends (Linux)",
    )


def run(args: argparse.Namespace) -> int:
    """Start everything, watch it, stop it in order."""
    from cli import logs
    from cli.devstack import children
    from cli.devstack.house import House
    from cli.devstack.supervisor import stopping_on_signals

    with stopping_on_signals():
        if args.tied:
            children.follow_parent()
        house = House(os.environ, print_now, logs=False)
        logs.configure(house.settings)
        try:
            start(house)
            house.supervisor.watch()
        except KeyboardInterrupt:
            print_now("Stopping")
        finally:
            house.stop()
    return 0


def start(house: Any) -> None:
    """Bring the house up and say where it is."""
    house.start_servers(with_mail=False)
    house.migrate()
    house.check_start()
    house.start_processes()
    house.supervisor.wait_until_ready()
    settings = house.settings
    print_now(f"ReclamPro is up: {settings.public_url}")
    print_now(f"Data in {house.data}; stop with Ctrl-C")


def print_now(words: str) -> None:
    print(words, flush=True)
