"""`reclampro ingest`: take in messages from files, as if a mailbox had brought them."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cli import cabinets
from models.base.errors import ReclamProError

if TYPE_CHECKING:
    from models.rows.message import InboundMessage
    from models.store.service import Service

_WAIT_SECONDS = 120.0


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("ingest", help="take in messages from files")
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR")
    parser.add_argument("--tenant", required=True, help=cabinets.HELP)
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Keep each file, take it in, and print its verdict; 1 when one was set aside."""
    from cli import environment, logs
    from ingest.mailbox.store import store_upload
    from models.rows.message import Origin, Verdict
    from models.store.service import open_service

    settings = environment.reachable()
    logs.configure(settings)
    with closing(open_service(settings)) as service:
        tenant_id = cabinets.find_cabinet(service, args.tenant)
        kept = {
            store_upload(service, tenant_id, data, Origin.COMMAND): path
            for path, data in _contents(args.paths)
        }
        _take_in(service, tenant_id)
        found = _wait(service, tenant_id, list(kept))
    for message in found:
        text = " ".join(filter(None, (message.rule, message.reason)))
        print(f"{kept[message.id]}: {message.verdict.value} {text}".rstrip())
    return int(any(message.verdict is Verdict.SET_ASIDE for message in found))


def _contents(paths: Sequence[Path]) -> list[tuple[Path, bytes]]:
    """Every file is read before the first is kept: one that cannot be stops them all."""
    try:
        found = [(path, path.read_bytes()) for path in _files(paths)]
    except OSError as error:
        raise ReclamProError(f"{error.filename}: {error.strerror}") from error
    if not found:
        raise ReclamProError("no .eml file there: nothing was taken in")
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*.eml") if p.is_file())
        else:
            yield path


def _take_in(service: Service, tenant_id: UUID) -> None:
    """Do here and now what a worker would; one that runs beside shares the work."""
    from workers import take_in
    from workers.liveness import Liveness

    liveness = Liveness(service.app).begin()
    try:
        take_in.take_in_cabinet(
            service, liveness, tenant_id, tenant_id, seconds=math.inf
        )
    finally:
        take_in.end_reader()
        liveness.end()


def _wait(
    service: Service, tenant_id: UUID, message_ids: list[UUID]
) -> Sequence[InboundMessage]:
    """The messages, once another worker too has finished what it took."""
    from sqlalchemy import select

    from models.rows.message import InboundMessage, Verdict
    from models.store.session import tenant_transaction

    mine = select(InboundMessage).where(InboundMessage.id.in_(message_ids))
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        with tenant_transaction(service.app, tenant_id) as session:
            found = session.scalars(mine.order_by(InboundMessage.id)).all()
        waiting = any(message.verdict is Verdict.STORED for message in found)
        if not waiting or time.monotonic() > until:
            return found
        time.sleep(0.5)
