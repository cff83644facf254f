"""The servers, cabinets and mailboxes of a campaign, all real and all its own."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import redis

from bench.campaign.post import FORWARDER, Posted, write
from cli.devstack import children
from cli.devstack.valkey import Valkey
from models.base.settings import Settings
from models.cabinets.provision import add_user, open_cabinet, set_mediator
from models.mail.mailboxes import NewMailbox, add_mailbox
from models.rows.base import now
from models.rows.mailbox import Security
from models.rows.tenant import Forwarder
from models.rows.user import Role
from models.store.service import Service, open_service
from models.store.session import tenant_transaction
from tests import servers
from tests.servers import Cluster, Database, Dovecot, Sink

RAISED = {
    "ACK_PER_TENANT_HOUR": "1000000",
    "ACK_PLATFORM_HOUR": "1000000",
}
_DETAILS = {
    "address": "12 rue des Lilas\n75011 Paris",
    "contact_name": "Service réclamations",
    "contact_email": "reclamations@cabinet.example",
    "contact_phone": "01 23 45 67 89",
    "orias": "07001234",
}


@dataclass
class Redis:
    """A Valkey that can be flushed, stopped and started again."""

    server: Valkey
    folder: Path

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        command = self.server.command(self.folder / "valkey.log")
        self.child = children.start(command)
        self.server.wait_until_ready(self.child)

    def stop(self) -> None:
        children.stop(self.child, signal.SIGTERM, 5.0)

    def flush(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


@dataclass
class Box:
    """A mailbox of a cabinet, and all that was posted into it."""

    tenant_id: UUID
    mailbox_id: UUID
    address: str
    forwarder: str
    posted: list[Posted] = field(default_factory=list)


class Losses(random.Random):
    """The sink's luck, which counts how many 250s it lost."""

    def __init__(self, seed: int, share: float) -> None:
        super().__init__(seed)
        self.share, self.count = share, 0

    def random(self) -> float:
        drawn = super().random()
        self.count += drawn < self.share
        return drawn


@dataclass
class Stage:
    """Everything a campaign drives and looks at."""

    folder: Path
    cluster: Cluster
    database: Database
    valkey: Redis
    dovecot: Dovecot
    sink: Sink
    losses: Losses
    service: Service
    environment: dict[str, str]
    boxes: list[Box]
    luck: random.Random
    raised: bool = True

    @property
    def posted(self) -> list[tuple[Box, Posted]]:
        return [(box, mail) for box in self.boxes for mail in box.posted]

    def shift_clock(self, seconds: float) -> None:
        """Set the clocks of the workers wrong by so much, from now on."""
        draft = self.folder / "shift.draft"
        draft.write_text(str(seconds))
        draft.replace(self.environment["CLOCK_SHIFT"])

    def post(self, number: int) -> None:
        """Deliver the mail of that number into one of the mailboxes."""
        box, writer = self._who(number)
        mail = write(number, writer, box.address, box.forwarder, self.luck)
        self.dovecot.append(box.address, mail.content)
        box.posted.append(mail)

    def _who(self, number: int) -> tuple[Box, int]:
        """Choose the mailbox and the writer of a mail: everybody writes once, unless caps are to be met."""
        if self.raised:
            return self.boxes[number % len(self.boxes)], number
        # A cabinet that gets more than it may send in an hour, and people who write often.
        box = self.boxes[0 if number % 10 else 1]
        return box, 90_000 + number % 4 if number % 3 == 0 else number


@contextmanager
def build(
    seed: int, *, lose: float, hang: float, raised: bool = True
) -> Iterator[Stage]:
    """Start every server; the sink loses that share of its 250s, and answers after `hang` s."""
    with ExitStack() as stack:
        folder = stack.enter_context(servers.private_folder())
        spool = folder / "spool"
        spool.mkdir()
        (folder / "shift").write_text("0")
        cluster = stack.enter_context(servers.running_postgres(durable=True))
        cluster.make_template()
        database = cluster.clone()
        valkey = _redis(stack)
        dovecot = stack.enter_context(servers.running_dovecot())
        sink = stack.enter_context(servers.running_sink(spool))
        sink.behaviour.lose, sink.behaviour.hang_seconds = lose, hang
        losses = Losses(seed, lose)
        sink.behaviour.luck = losses
        environment = _environment(folder, database, valkey, dovecot, sink)
        environment |= RAISED if raised else {}
        service = open_service(Settings.from_env(environment))
        stack.callback(service.app.dispose)
        stack.callback(service.clock.dispose)
        boxes = [_open(service, dovecot, number) for number in (1, 2)]
        yield Stage(
            folder,
            cluster,
            database,
            valkey,
            dovecot,
            sink,
            losses,
            service,
            environment,
            boxes,
            random.Random(seed),
            raised,
        )


def _redis(stack: ExitStack) -> Redis:
    folder = stack.enter_context(servers.private_folder())
    valkey = Redis(Valkey(folder, folder), folder)
    valkey.start()
    stack.callback(valkey.stop)
    return valkey


def _environment(
    folder: Path, database: Database, valkey: Redis, dovecot: Dovecot, sink: Sink
) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database.app_url,
        "CLOCK_DATABASE_URL": database.clock_url,
        "REDIS_URL": valkey.url,
        "SMTP_URL": sink.url,
        "SSL_CERT_FILE": str(dovecot.authority),
        "ALLOW_LOCAL_MAIL_HOSTS": "yes",
        "RECLAMPRO_MAIL_DOMAINS": "in.reclampro.test",
        "POLL_SECONDS": "2",
        "WORKER_THREADS": "2",
        "CLOCK_SHIFT": str(folder / "shift"),
    }


def _open(service: Service, dovecot: Dovecot, number: int) -> Box:
    tenant_id = open_cabinet(service, f"Cabinet {number}", **_DETAILS)
    place = "TSA 50110, 75441 Paris Cedex 09"
    set_mediator(
        service,
        tenant_id,
        "La Médiation de l’Assurance",
        place,
        "www.mediation.example",
    )
    owner = f"owner-{number}@cabinet.example"
    add_user(service, tenant_id, owner, "Alice", Role.OWNER, verified=True)
    forwarder = FORWARDER.format(number=number)
    new = NewMailbox(
        address=f"reclamations{number}@in.reclampro.test",
        host="127.0.0.1",
        port=dovecot.tls_port,
        username=f"reclamations{number}@in.reclampro.test",
        password=dovecot.password,
        security=Security.TLS,
        authserv_id="none",
        resolver="none",
    )
    with tenant_transaction(service.app, tenant_id) as session:
        session.add(Forwarder(tenant_id=tenant_id, email=forwarder, verified_at=now()))
        mailbox = add_mailbox(session, service, tenant_id, new)
    return Box(tenant_id, mailbox.id, mailbox.address, forwarder)
