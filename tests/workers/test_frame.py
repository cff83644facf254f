"""Workers and clock as real processes: killed, cut from Redis, cut from PostgreSQL, stopped."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from cli.devstack.valkey import Valkey
from models.rows.mailbox import Mailbox
from tests import servers
from tests.household import House, close_house, mail, open_house
from tests.processes import running, wait_until
from workers.duties import every_duty
from workers.queue import Job


def complaint(number: int) -> bytes:
    return mail(body=f"Réclamation numéro {number}, bien distincte des autres.\n")


def test_every_job_has_one_duty() -> None:
    assert sorted(duty.name for duty in every_duty()) == sorted(Job)


def test_it_takes_mails_in(house: House, redis_url: str) -> None:
    house.deliver(*(complaint(n) for n in range(20)))

    with running(house, "clock", redis_url), running(house, "worker", redis_url):
        wait_until(lambda: len(house.complaints()) == 20)


def test_it_finishes_what_killed_workers_began(house: House, redis_url: str) -> None:
    house.deliver(*(complaint(n) for n in range(120)))

    with running(house, "clock", redis_url):
        for _ in range(4):
            with running(house, "worker", redis_url) as worker:
                worker.kill()
        with running(house, "worker", redis_url):
            wait_until(lambda: len(house.complaints()) >= 120)

    assert house.verdicts() == ["draft"] * 120


def test_two_workers_take_each_mail_in_once(house: House, redis_url: str) -> None:
    with (
        running(house, "clock", redis_url),
        running(house, "worker", redis_url),
        running(house, "worker", redis_url),
    ):
        for n in range(5):
            house.deliver(*(complaint(100 * n + m) for m in range(20)))
        wait_until(lambda: len(house.complaints()) >= 100)

    assert house.verdicts() == ["draft"] * 100


def test_it_goes_on_when_redis_is_flushed(house: House, redis_url: str) -> None:
    with running(house, "clock", redis_url), running(house, "worker", redis_url):
        house.deliver(complaint(1))
        wait_until(lambda: len(house.complaints()) == 1)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
        house.deliver(complaint(2))

        wait_until(lambda: len(house.complaints()) == 2)


def test_it_goes_on_without_redis(house: House) -> None:
    with (
        servers.running_valkey() as valkey,
        running(house, "clock", valkey.url),
        running(house, "worker", valkey.url),
    ):
        _go_on_without(house, valkey)


def _go_on_without(house: House, valkey: Valkey) -> None:
    house.deliver(complaint(1))
    wait_until(lambda: len(house.complaints()) == 1)
    with redis.Redis.from_url(valkey.url) as client:
        client.config_set("save", "")
        client.shutdown(nosave=True)
    house.deliver(complaint(2))
    wait_until(lambda: len(house.complaints()) == 2)


def test_it_goes_on_when_postgres_was_killed(
    dovecot: servers.Dovecot, redis_url: str, tmp_path: Path
) -> None:
    with servers.running_postgres() as cluster:
        cluster.make_template()
        house = open_house(cluster.clone(), dovecot, tmp_path)
        house.liveness.end()
        with (
            running(house, "clock", redis_url) as clock,
            running(house, "worker", redis_url) as worker,
        ):
            house.deliver(complaint(1))
            wait_until(lambda: len(house.complaints()) == 1)
            house.service.app.dispose()
            cluster.stop(signal.SIGKILL)
            house.deliver(complaint(2))
            cluster.start()
            house.service.app.dispose()
            wait_until(lambda: len(house.complaints()) == 2)
            assert (worker.code, clock.code) == (None, None)
        close_house(house)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server,), daemon=True).start()
        yield int(server.getsockname()[1])


def _accept(server: socket.socket) -> None:
    held = []
    while True:
        try:
            held.append(server.accept())
        except OSError:
            return


def test_a_silent_mailbox_delays_no_other_and_no_stop(
    house: House, redis_url: str, silent_port: int
) -> None:
    for n in range(5):
        address = f"muet{n}@in.reclampro.test"
        silent = house.add_mailbox(
            address=f"{n}.{house.address}", port=silent_port, username=address
        )
        with house.session() as session:
            # It was silent before: it leaves room to its own cabinet.
            session.get_one(Mailbox, (house.tenant_id, silent)).failures = 1
    house.deliver(complaint(1))

    with running(house, "clock", redis_url), running(house, "worker", redis_url) as w:
        wait_until(lambda: len(house.complaints()) == 1)
        house.deliver(complaint(2))
        wait_until(lambda: len(house.complaints()) == 2)
        w.terminate()
        assert w.code == 0

    # Neither a second turn nor the stop waited until every silent one had its first.
    assert None in [mailbox.polled_at for mailbox in house.all(Mailbox)]


def test_only_one_clock_ticks(house: House, redis_url: str) -> None:
    with (
        running(house, "clock", redis_url),
        running(house, "clock", redis_url),
        redis.Redis.from_url(redis_url) as client,
    ):
        wait_until(lambda: client.llen("dramatiq:poll") > 0)
        assert client.llen("dramatiq:poll") == 1
