"""Files, functions and changes of room that one forwarded mail walks through: `python -m bench.walk`.

The walk is four steps in one process, on real servers: the mailbox is polled, the mail taken in,
its acknowledgement sent, the draft's page asked for by somebody signed in. Another mail of the
same kind walks first, so that what is done once a process (imports, caches, pools) is not counted.

- *function*: one that is written with `def` or `lambda` in a product file and is called in a step;
  counted once a step, when it is first called there. Comprehensions belong to their function.
- *file*: one that holds such a function; counted once.
- *room*: the folder of a file. A *change of room* is a first call in another room than that of
  the first call before it: what a reader meets who follows the walk and reads nothing twice.

Product files are the Python ones of `models`, `ingest`, `workers` and `dashboard`; templates and
what the dataclass decorator writes are none. The child that reads messages answers as always;
what it does is done once more in this process, where it is seen.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

import psycopg

from bench.mails.make import Plan, make
from bench.mails.people import FORWARDERS
from bench.tables import table
from bench.tracing import Call, Tracer, changes_of_room

# All that is known of the product by name, beside the helpers of the tests.
from dashboard.app import create_app
from ingest.sandbox.examine import examine
from ingest.sandbox.reader import Reader
from models.cabinets.provision import add_user
from models.rows.base import now
from models.rows.user import Role
from models.store.service import Service
from tests import servers
from tests.cast import Person, sign_in_person
from tests.household import House, close_house, open_house
from tests.makers import make_forwarder
from tests.web import serving
from workers.duties import every_duty, perform

# The duties in the order in which a mail meets them, then its page.
DUTIES = ("poll", "intake", "letter")
STEPS = (*DUTIES, "page")
# A mail that walks first, and the one that is followed: text, HTML and a PDF, from Apple Mail.
WARMING, FOLLOWED = 1, 9
SEED = 7
# After an answer the server may still be closing its books.
SETTLING_SECONDS = 0.3


@dataclass
class Stage:
    """A cabinet on real servers, somebody signed in, and the tracer that sees all of it."""

    house: House
    service: Service
    owner: Person
    watcher: psycopg.Connection[tuple[Any, ...]]
    sink: servers.Sink
    tracer: Tracer

    def walk(self, number: int, *, traced: bool) -> None:
        """Have a mail go all the way; raises AssertionError where it does not arrive."""
        sent_before = len(self.sink.messages)
        self.house.deliver(_mail(number))
        self.watcher.execute("update mailboxes set next_attempt_at = null")
        for name in DUTIES:
            self._do(name, traced=traced)
        assert len(self.sink.messages) == sent_before + 1, "no letter left"
        newest = "select id from complaints order by created_at desc limit 1"
        found = self.watcher.execute(newest).fetchone()
        assert found is not None, "no draft was made"
        with self.tracer.during("page" if traced else ""):
            page = self.owner.get(f"/brouillons/{found[0]}")
            time.sleep(SETTLING_SECONDS)
        assert page.status_code == 200, page.status_code

    def _do(self, name: str, *, traced: bool) -> None:
        """Find what is due as the clock does, and do it as a worker does."""
        duty = next(duty_ for duty_ in every_duty() if duty_.name.value == name)
        with self.service.clock.connect() as connection:
            rows: list[tuple[UUID, UUID]] = list(duty.find(connection))
        assert len(rows) == 1, f"{len(rows)} rows are due: {name}"
        with self.tracer.during(name if traced else ""):
            perform(self.service, self.house.liveness, duty, *rows[0])


@contextmanager
def build() -> Iterator[Stage]:
    """All servers; what they start from here on is seen by the tracer."""
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.running_postgres())
        cluster.make_template()
        database = cluster.clone()
        dovecot = stack.enter_context(servers.running_dovecot())
        sink = stack.enter_context(servers.running_sink())
        valkey = stack.enter_context(servers.running_valkey())
        folder = stack.enter_context(servers.private_folder())
        house = open_house(database, dovecot, folder)
        stack.callback(close_house, house)
        settings = replace(
            house.service.settings, smtp_url=sink.url, redis_url=valkey.url
        )
        service = replace(house.service, settings=settings)
        tracer = Tracer()
        stack.enter_context(_tracing(tracer))
        owner = stack.enter_context(_sign_in(service, house))
        watcher = servers.psycopg_connection(database.admin_url)
        stack.enter_context(watcher)
        yield Stage(house, service, owner, watcher, sink, tracer)


@contextmanager
def _tracing(tracer: Tracer) -> Iterator[None]:
    """See every thread that begins from now on, and what the child is asked."""
    ask = Reader.__call__

    def ask_and_repeat(reader: Reader, batch: Any) -> Any:
        answer = ask(reader, batch)
        examine(batch)
        return answer

    Reader.__call__ = ask_and_repeat  # type: ignore[method-assign]
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]
        Reader.__call__ = ask  # type: ignore[method-assign]


@contextmanager
def _sign_in(service: Service, house: House) -> Iterator[Person]:
    """The cabinet's owner before the dashboard; those who forward to it are verified."""
    with house.session() as session:
        for forwarder in FORWARDERS:
            make_forwarder(
                session, email=forwarder.email, name=forwarder.name, verified_at=now()
            )
    owner = add_user(
        service,
        house.tenant_id,
        "owner@cabinet.example",
        "Alice",
        Role.OWNER,
        password_hash="unused",
        verified=True,
    )
    knock = contextmanager(sign_in_person)
    with (
        serving(create_app(service.settings)) as url,
        knock(url, service, house.tenant_id, owner) as person,
    ):
        yield person


def _mail(number: int) -> bytes:
    """A forwarded mail with a file, whose customer wrote three days ago."""
    sent_at = now() - timedelta(days=3)
    return make(SEED, Plan(number, "inline", True, sent_at)).raw


def summary(calls: Sequence[Call]) -> str:
    """Files, functions and changes of room of each step, and of the whole walk."""
    rows = [(step, [call for call in calls if call.step == step]) for step in STEPS]
    rows.append(("**the walk**", list(calls)))
    return table(
        ("step", "files", "functions", "changes of room"),
        [
            (name, len({call.file for call in some}), len(some), changes_of_room(some))
            for name, some in rows
        ],
    )


def listing(calls: Sequence[Call]) -> str:
    """Each file in the order of its first call, with how many functions of it in which steps."""
    counts = Counter((call.file, call.step) for call in calls)
    files = dict.fromkeys(call.file for call in calls)
    return table(
        ("file", "functions", *STEPS),
        [
            (
                file,
                sum(counts[file, step] for step in STEPS),
                *(counts[file, step] or "" for step in STEPS),
            )
            for file in files
        ],
    )


def rooms(calls: Sequence[Call]) -> str:
    """Each room: its files and functions on the walk, and how often the walk enters it."""
    files = Counter(PurePosixPath(f).parent for f in {call.file for call in calls})
    functions = Counter(call.room for call in calls)
    before = ["", *(call.room for call in calls)]
    entered = Counter(
        call.room
        for call, last in zip(calls, before, strict=False)
        if call.room != last
    )
    return table(
        ("room", "files", "functions", "entered"),
        [
            (room, files[PurePosixPath(room)], functions[room], entered[room])
            for room, _ in entered.most_common()
        ],
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.walk", description=__doc__)
    parser.add_argument(
        "--list", action="store_true", help="each file and room of the walk"
    )
    parser.add_argument("--calls", action="store_true", help="each function in turn")
    asked = parser.parse_args()
    with build() as stage:
        stage.walk(WARMING, traced=False)
        stage.walk(FOLLOWED, traced=True)
        calls = tuple(stage.tracer.calls)
    print(summary(calls))
    if asked.list:
        print(f"\n{rooms(calls)}\n\n{listing(calls)}")
    if asked.calls:
        print("\n" + "\n".join(f"{c.step:7} {c.file}: {c.function}" for c in calls))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
