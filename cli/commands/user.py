"""`reclampro user`: give a person access, in a cabinet that exists or a new one."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import TYPE_CHECKING, Any

from cli import cabinets

if TYPE_CHECKING:
    from uuid import UUID

    from models.store.service import Service


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("user", help="add a person to a cabinet, or list")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add a person; the password is asked for")
    add.add_argument("email")
    add.add_argument("--name", default="", help="shown in the dashboard")
    add.add_argument("--role", choices=("owner", "member", "reader"), default="member")
    where = add.add_mutually_exclusive_group(required=True)
    where.add_argument("--tenant", help=cabinets.HELP)
    where.add_argument("--new-cabinet", metavar="NAME", help="open a cabinet first")
    add.add_argument(
        "--verified",
        action="store_true",
        help="the address is known to be theirs: what they forward is trusted",
    )
    add.set_defaults(handler=run)
    known = verbs.add_parser("list", help="the people of a cabinet")
    known.add_argument("--tenant", required=True, help=cabinets.HELP)
    known.set_defaults(handler=show)


def run(args: argparse.Namespace) -> int:
    """Add a person, and print the ids of the person and the cabinet."""
    from cli import environment
    from models.base.addresses import read_address
    from models.base.errors import Refused
    from models.store.service import open_service

    if not read_address(args.email):
        raise Refused("this is not an e-mail address")
    with closing(open_service(environment.reachable())) as service:
        user_id, tenant_id = _add(service, args)
    print(f"user {user_id}\ntenant {tenant_id}")
    return 0


def _add(service: Service, args: argparse.Namespace) -> tuple[UUID, UUID]:
    """The person's id and the cabinet's; nothing is made before all is checked."""
    from models.base.errors import Refused
    from models.cabinets import passwords, people
    from models.cabinets.provision import add_user, open_cabinet
    from models.rows.user import Role
    from models.store.session import platform_transaction

    with platform_transaction(service.app) as session:
        if people.find_by_email(session, args.email):
            raise Refused("this address has an access already")
    tenant = args.tenant
    tenant_id = cabinets.find_cabinet(service, tenant) if tenant else None
    password = _password()
    if refused := passwords.refusals(password, args.email, args.name):
        raise Refused(" ".join(refused))
    tenant_id = tenant_id or open_cabinet(service, args.new_cabinet)
    user_id = add_user(
        service,
        tenant_id,
        args.email,
        args.name or args.email,
        Role.OWNER if args.new_cabinet else Role(args.role),
        password_hash=passwords.hash_password(password),
        verified=args.verified,
    )
    return user_id, tenant_id


def show(args: argparse.Namespace) -> int:
    """One line a person: id, role, whether active, address."""
    from cli import environment
    from models.cabinets.members import list_members
    from models.store.service import open_service
    from models.store.session import tenant_transaction

    with closing(open_service(environment.reachable())) as service:
        tenant_id = cabinets.find_cabinet(service, args.tenant)
        with tenant_transaction(service.app, tenant_id) as session:
            for user in list_members(session, tenant_id):
                state = "active" if user.active else "closed"
                print(user.id, user.role.value, state, user.email)
    return 0


def _password() -> str:
    """Asked for twice on a terminal; one line of standard input otherwise."""
    import getpass
    import sys

    from models.base.errors import Refused

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password (15 characters or more): ")
    if typed != getpass.getpass("Again: "):
        raise Refused("the two passwords differ")
    return typed
