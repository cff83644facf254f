"""`reclampro mailbox`: add, check and list mailboxes; read again what was set aside or left."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cli import cabinets

if TYPE_CHECKING:
    from models.mail.ledger import Ledger
    from models.rows.mailbox import Mailbox
    from models.store.service import Service


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "mailbox", help="add, check or list mailboxes, read messages again"
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _register_add(verbs)
    check = _verb(verbs, "check", "log in and open the folder", check_mailbox)
    check.add_argument("mailbox", type=UUID, help="id of the mailbox")
    _verb(verbs, "list", "each mailbox with its health and its account", list_mailboxes)
    replay = _verb(
        verbs,
        "replay",
        "understand again what was set aside, or fetch older",
        replay_mail,
    )
    what = replay.add_mutually_exclusive_group(required=True)
    what.add_argument("--message", type=UUID, help="one message that was set aside")
    what.add_argument("--all", action="store_true", help="all that was set aside")
    what.add_argument(
        "--older",
        type=UUID,
        metavar="MAILBOX",
        help="the mail from before its activation; its letters wait for a click",
    )
    replay.add_argument("--since", type=_day, help="with --older: not before this day")


def _verb(verbs: Any, name: str, says: str, handler: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=says)
    parser.add_argument("--tenant", required=True, help=cabinets.HELP)
    parser.set_defaults(handler=partial(_with_service, handler))
    return parser


def _register_add(verbs: Any) -> None:
    says = "add a mailbox; its password is asked for, or read from standard input"
    add = _verb(verbs, "add", says, add_mailbox)
    add.add_argument("address", help="the mailbox's own address")
    add.add_argument("--host", required=True)
    add.add_argument("--port", type=int, default=993)
    add.add_argument("--security", choices=("tls", "starttls", "none"), default="tls")
    add.add_argument("--username", help="when it is not the address")
    add.add_argument("--folder", default="INBOX")
    add.add_argument(
        "--authserv-id",
        default="",
        help="whose Authentication-Results are believed; none: the server is our own",
    )
    add.add_argument(
        "--since", type=_day, help="import mail from this day on (default: from now on)"
    )
    add.add_argument("--no-check", action="store_true", help="add without logging in")


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        words = f"expected a day such as 2026-11-23, not {text!r}"
        raise argparse.ArgumentTypeError(words) from error


def add_mailbox(service: Service, args: argparse.Namespace) -> int:
    """Try the mailbox, then add it; the first poll comes at once."""
    from ingest.mailbox.hosts import check
    from models.complaints.redeciding import redecide_waiting
    from models.mail import mailboxes
    from models.rows.mailbox import Security
    from models.store.session import tenant_transaction

    check(args.host, args.port, allow_local=service.settings.allow_local_mail_hosts)
    new = mailboxes.NewMailbox(
        address=args.address,
        host=args.host,
        port=args.port,
        username=args.username or args.address,
        password=_password(),
        security=Security(args.security),
        folder=args.folder,
        import_since=args.since,
        authserv_id=args.authserv_id,
        resolver="none" if args.authserv_id == "none" else "",
    )
    if not args.no_check and (trouble := _try(service, new)):
        print(f"not added: {trouble}")
        return 1
    with tenant_transaction(service.app, args.tenant) as session:
        mailbox = mailboxes.add_mailbox(session, service, args.tenant, new)
        redecide_waiting(session, service, args.tenant, None)
    print(f"mailbox {mailbox.id}")
    return 0


def check_mailbox(service: Service, args: argparse.Namespace) -> int:
    """Say whether the mailbox can be opened; the status is 1 when it cannot."""
    from ingest.mailbox.imap import account_of
    from ingest.mailbox.imap import check_mailbox as ask
    from models.rows.mailbox import Mailbox
    from models.store.session import tenant_transaction

    with tenant_transaction(service.app, args.tenant) as session:
        mailbox = session.get(Mailbox, (args.tenant, args.mailbox))
        if mailbox is None:
            print("no such mailbox")
            return 1
        account = account_of(session, service, mailbox)
    allow_local = service.settings.allow_local_mail_hosts
    trouble = ask(account, allow_local=allow_local)
    print(f"{mailbox.address}: {trouble or 'opened'}")
    return 1 if trouble else 0


def list_mailboxes(service: Service, args: argparse.Namespace) -> int:
    """One line a mailbox, then its account; the status is 1 when one does not add up."""
    from sqlalchemy import select

    from models.mail.ledger import ledger
    from models.rows.mailbox import Mailbox
    from models.store.session import tenant_transaction

    with tenant_transaction(service.app, args.tenant) as session:
        found = session.scalars(select(Mailbox).order_by(Mailbox.address)).all()
        counted = [(mailbox, ledger(session, mailbox)) for mailbox in found]
    if not counted:
        print("no mailbox yet: `reclampro mailbox add`, or « Boîtes » on the screens")
    for mailbox, account in counted:
        print(_line(mailbox))
        print(_account(account))
    return 0 if all(account.balanced for _, account in counted) else 1


def replay_mail(service: Service, args: argparse.Namespace) -> int:
    """Have messages understood again, or older ones fetched; a worker does it."""
    from models.base.errors import NotFound
    from models.mail.mailboxes import import_older
    from models.rows.mailbox import Mailbox
    from models.store.session import tenant_transaction

    with tenant_transaction(service.app, args.tenant) as session:
        if args.older is None:
            done = _replay(session, args)
        else:
            mailbox = session.get(Mailbox, (args.tenant, args.older))
            if mailbox is None:
                raise NotFound("no such mailbox")
            done = import_older(session, mailbox, args.since)
    print(f"{done} message(s)")
    return 0


def _replay(session: Any, args: argparse.Namespace) -> int:
    from sqlalchemy import select

    from models.mail.replaying import replay
    from models.rows.message import InboundMessage, Verdict

    # What stayed on its server has nothing to be read again.
    aside = select(InboundMessage).where(
        InboundMessage.verdict == Verdict.SET_ASIDE, InboundMessage.sha256.is_not(None)
    )
    if args.message is not None:
        aside = aside.where(InboundMessage.id == args.message)
    messages = session.scalars(aside.with_for_update()).all()
    for message in messages:
        replay(session, message, None)
    return len(messages)


def _with_service(
    handler: Callable[[Service, argparse.Namespace], int], args: argparse.Namespace
) -> int:
    from cli import environment, logs
    from models.store.service import open_service

    settings = environment.reachable()
    logs.configure(settings)
    with closing(open_service(settings)) as service:
        args.tenant = cabinets.find_cabinet(service, args.tenant)
        return handler(service, args)


def _try(service: Service, new: Any) -> str:
    from ingest.mailbox.imap import Account
    from ingest.mailbox.imap import check_mailbox as ask

    account = Account(
        new.host, new.port, new.security, new.username, new.password, new.folder
    )
    return ask(account, allow_local=service.settings.allow_local_mail_hosts)


def _line(mailbox: Mailbox) -> str:
    since = f"{mailbox.health_since:%Y-%m-%d %H:%M}" if mailbox.health_since else "-"
    state = mailbox.health.value if mailbox.active else "stopped"
    trouble = f" ({mailbox.last_error})" if mailbox.last_error else ""
    return f"{mailbox.id} {mailbox.address} {state}{trouble} since {since}"


def _account(account: Ledger) -> str:
    ignored = sum(account.ignored.values())
    rules = ", ".join(f"{rule} {n}" for rule, n in account.ignored.items())
    text = f" ({rules})" if rules else ""
    return (
        f"  found {account.found} = drafted {account.drafted} + follow-up"
        f" {account.follow_up} + duplicate {account.duplicate} + ignored {ignored}{text}"
        f" + set aside {account.set_aside} + waiting {account.waiting}"
        f": {'balanced' if account.balanced else 'DOES NOT ADD UP'}"
    )


def _password() -> str:
    import getpass
    import sys

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password of the mailbox: ")
