"""`reclampro restored`: what is held since the database went back to a backup."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cli import cabinets

if TYPE_CHECKING:
    from models.store.service import Service

_HOLD = (
    "hold the letters of every cabinet: after a restore that brought the blobs' folder and"
    " Redis back too, which nothing can notice"
)


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "restored", help="letters held since the database went back to a backup"
    )
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--hold", action="store_true", help=_HOLD)
    act.add_argument(
        "--release", metavar="CABINET", help=f"end the holding: {cabinets.HELP}"
    )
    parser.add_argument(
        "--let-go",
        action="store_true",
        help="with --release: let what is held leave, where each would wait for a click",
    )
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Hold, release, or list; 1 when a listing finds cabinets held."""
    from cli import environment
    from models.sending.restoring import hold_every_cabinet
    from models.store.service import open_service

    with closing(open_service(environment.reachable())) as service:
        if args.hold:
            print(f"{hold_every_cabinet(service)} cabinet(s) held")
            return 0
        if args.release:
            tenant_id = cabinets.find_cabinet(service, args.release)
            print(f"{_release(service, tenant_id, args.let_go)} letter(s) released")
            return 0
        return _list(service)


def _release(service: Service, tenant_id: UUID, let_go: bool) -> int:
    from models.rows.tenant import Tenant
    from models.sending.restoring import release_cabinet
    from models.store.session import tenant_transaction

    with tenant_transaction(service.app, tenant_id) as session:
        tenant = session.get_one(Tenant, tenant_id, with_for_update=True)
        return release_cabinet(session, service, tenant, None, let_go=let_go)


def _list(service: Service) -> int:
    from sqlalchemy import select

    from models.rows.tenant import Tenant
    from models.sending.restoring import count_held
    from models.store.session import tenant_transaction

    with service.clock.connect() as connection:
        ids = list(connection.scalars(select(Tenant.id)))
    held = 0
    for tenant_id in ids:
        with tenant_transaction(service.app, tenant_id) as session:
            since = session.get_one(Tenant, tenant_id).restored_at
            if since is not None:
                held += 1
                letters = count_held(session)
                print(
                    f"{tenant_id} held since {since:%Y-%m-%d %H:%M}: {letters} letter(s)"
                )
    print(f"{held} of {len(ids)} cabinet(s) held")
    return int(held > 0)
