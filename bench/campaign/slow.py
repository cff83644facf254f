"""A cabinet whose sixteen mail servers drip, beside two honest ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.campaign.invariants import Breach
from bench.campaign.stage import Stage
from models.cabinets.provision import open_cabinet
from models.mail.mailboxes import NewMailbox, add_mailbox
from models.rows.mailbox import Security
from models.store.session import tenant_transaction
from tests.hostile_imap import HostileImap
from workers.shares import Shares

DRIPPING = 16
# One byte in this time: a line of answer would take an hour.
DRIP_SECONDS = 0.5
_WAIT_SECONDS = 30.0


@contextmanager
def dripping_cabinet(stage: Stage) -> Iterator[HostileImap]:
    """Its mailboxes are due at once; the server's `open` and `most` count connections."""
    server = HostileImap({}, {"LOGIN": lambda *_: b"* OK " + b"still here " * 500})
    server.drip_seconds["LOGIN"] = DRIP_SECONDS
    tenant_id = open_cabinet(stage.service, "Cabinet lent")
    with tenant_transaction(stage.service.app, tenant_id) as session:
        for number in range(DRIPPING):
            address = f"lente{number}@in.reclampro.test"
            new = NewMailbox(
                address=address,
                host="127.0.0.1",
                port=server.port,
                username=address,
                password="secret",
                security=Security.NONE,
            )
            add_mailbox(session, stage.service, tenant_id, new)
    try:
        yield server
    finally:
        server.close()


def wait_until_dripping(server: HostileImap) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while not server.open and time.monotonic() < until:
        time.sleep(0.05)


def holds_too_much(server: HostileImap, worker_threads: int) -> Iterator[Breach]:
    """Counted, not timed: how many threads of one worker the slow cabinet held at once."""
    share = Shares.of(2 * worker_threads).tenant
    if not 0 < server.most <= share:
        where = f"{server.most} connections at once, its share is {share}"
        yield Breach("a slow cabinet keeps within its share", where)
