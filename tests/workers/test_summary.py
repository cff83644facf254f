"""An event of many cabinets at once is one line with counts."""

from __future__ import annotations

import time
from uuid import uuid4

import dramatiq
import pytest

from models.base.settings import Settings
from models.cabinets.provision import open_cabinet
from models.rows.mailbox import Mailbox
from tests.household import House
from workers import remind
from workers.broker import make_broker
from workers.queue import MAX_AGE_MS
from workers.summary import Summary, write_summaries

CABINETS = 40


@pytest.fixture(autouse=True)
def _earlier_counts() -> None:
    """Counts that other tests left to be told."""
    write_summaries(every=0.0)


def test_it_says_nothing_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    quiet = Summary("never said")

    quiet.write(every=0.0)

    assert caplog.records == []


def test_it_waits_for_its_time(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    counted = Summary("counted")
    counted.add(cabinets=2)
    counted.write()
    assert caplog.records == []

    counted.add(cabinets=3, mails=1)
    counted.write(every=0.0)

    [line] = caplog.records
    assert (vars(line)["cabinets"], vars(line)["mails"]) == (5, 1)


def test_a_round_of_reminders_is_one_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for number in range(CABINETS):
        tenant_id = open_cabinet(house.service, f"Cabinet {number}")
        remind.remind_cabinet(house.service, house.liveness, tenant_id, tenant_id)
    write_summaries(every=0.0)

    [line] = caplog.records
    assert line.getMessage() == "cabinets reminded"
    assert vars(line)["cabinets"] == CABINETS


def test_a_mailbox_that_stays_broken_is_one_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with house.session() as session:
        session.get_one(Mailbox, (house.tenant_id, house.mailbox_id)).port = 1
    for _ in range(5):
        house.poll()
    write_summaries(every=0.0)

    records = [r for r in caplog.records if r.name.startswith("workers")]
    words = [line.getMessage() for line in records]
    assert words == ["a mailbox cannot be read", "mailboxes could not be read"]
    assert vars(records[1])["polls"] == 5


def test_stale_nudges_of_a_restart_are_one_line(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    broker = make_broker(Settings(redis_url=redis_url))
    done: list[str] = []
    actor = dramatiq.actor(actor_name="poll", queue_name="poll", broker=broker)
    actor(lambda tenant_id, row_id: done.append(row_id))
    old = int(time.time() * 1000) - MAX_AGE_MS - 1
    for number in range(CABINETS + 1):
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name="poll",
            actor_name="poll",
            args=(str(uuid4()), str(number)),
            kwargs={},
            options={},
            message_timestamp=old if number < CABINETS else old + MAX_AGE_MS,
        )
        broker.enqueue(message)
    worker = dramatiq.Worker(broker, worker_threads=1)
    worker.start()
    broker.join("poll", timeout=30_000)
    worker.stop()
    write_summaries(every=0.0)

    assert done == [str(CABINETS)]
    records = [r for r in caplog.records if "dramatiq.worker.Worker" not in r.name]
    assert [line.getMessage() for line in records] == ["stale nudges left out"]
    assert vars(records[0])["nudges"] == CABINETS
    assert not [r for r in caplog.records if r.name.endswith("WorkerThread")]
