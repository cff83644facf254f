"""`reclampro demo`: the service with two cabinets, a mail server and sample mails."""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.commands.up import add_tied, print_now

if TYPE_CHECKING:
    from cli.demo.post import Post
    from cli.devstack.house import House

# What the demo wants where the environment says nothing.
DEFAULTS = {
    "DATA_DIR": "var/demo",
    "ALLOW_LOCAL_MAIL_HOSTS": "yes",
    "POLL_SECONDS": "5",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "demo", help="run the service with two cabinets and sample mails"
    )
    add_tied(parser)
    parser.add_argument(
        "--again", action="store_true", help="send the sample mails once more"
    )
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Start everything, send the samples, watch, stop in order."""
    from cli import logs
    from cli.devstack import children
    from cli.devstack.house import House
    from cli.devstack.supervisor import stopping_on_signals

    begun = time.monotonic()
    with stopping_on_signals():
        if args.tied:
            children.follow_parent()
        house = House({**DEFAULTS, **os.environ}, print_now, logs=True)
        logs.configure(house.settings)
        try:
            _watch(house, _start(house, again=args.again), begun)
        except KeyboardInterrupt:
            print_now("Stopping")
        finally:
            house.stop()
    return 0


def _start(house: House, *, again: bool) -> Post:
    """Servers and tables, then cabinets and samples while our own processes wake up."""
    from cli.demo import seed
    from cli.demo.post import Post
    from models.store.service import open_service

    house.start_servers(with_mail=True)
    house.migrate()
    house.check_start()
    # What leaves from now on reaches the boxes by itself.
    awake_at = datetime.now(UTC)
    house.start_processes()
    service = open_service(house.settings)
    tenants = seed.seed(service, house.mail_password)
    post = Post(service, house.data, tenants.values(), again=again)
    sent = post.send_samples()
    if house.mail is not None:
        post.restore_boxes(house.mail, awake_at)
    house.supervisor.wait_until_ready()
    _announce(house, sent)
    return post


def _announce(house: House, sent: int) -> None:
    from cli.demo.cast import CABINETS, PASSWORD

    settings = house.settings
    lines = [
        "",
        "ReclamPro's demo is up; stop with Ctrl-C.",
        f"  Dashboard          {settings.public_url}",
        f"  Password           {PASSWORD}  (the same for everybody)",
    ]
    for cabinet in CABINETS:
        lines.append(f"  {cabinet.name}: write to {cabinet.mailbox}")
        lines += [f"      {p.email}  ({p.role})" for p in cabinet.people]
    lines.append(f"  Send mail through  {settings.smtp_url}  (no login, any sender)")
    if house.mail is not None:
        lines += [
            f"  Acknowledgements   {house.mail.web_url}  (choose a customer's box, then"
            " INBOX)",
            f"  or by IMAP         {house.mail.imap_url}  (login: any address, password:"
            f" {house.mail.password})",
        ]
    lines.append(f"  Data and logs      {house.data}")
    lines.append(
        f"  {sent} sample mails sent" if sent else "  No samples sent (--again does)"
    )
    print_now("\n".join(lines))


def _watch(house: House, post: Post, begun: float) -> None:
    """Keep the parts alive, and answer the letters that the samples answer."""
    from sqlalchemy.exc import DBAPIError

    is_announced = False
    while True:
        house.supervisor.watch(0.5)
        # A part may be on its way up again.
        try:
            if not is_announced and (is_announced := post.has_draft()):
                seconds = time.monotonic() - begun
                print_now(f"  The first draft stands after {seconds:.0f} s")
            post.send_follow_ups()
        except (DBAPIError, OSError):
            continue
