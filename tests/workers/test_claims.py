"""One winner a claim, and no claim outlives its process."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy import text

from models.rows.base import now
from models.rows.mailbox import Mailbox
from tests.household import House
from workers.claims import claim, release, write_claimed
from workers.liveness import Liveness, is_dead, open_lock_connection, plain_url


def take(house: House, liveness: Liveness) -> int | None:
    with house.session() as session:
        return claim(session, Mailbox, house.mailbox_id, [True], liveness)


def test_one_of_many_claims_wins(house: House) -> None:
    lives = [Liveness(house.service.app).begin() for _ in range(6)]
    won: list[int | None] = []
    threads = [
        threading.Thread(
            target=lambda liveness=liveness: won.append(take(house, liveness))
        )
        for liveness in lives
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(w is not None for w in won) == [False] * 5 + [True]
    for liveness in lives:
        liveness.end()


def test_a_dead_process_holds_nothing(house: House) -> None:
    other = Liveness(house.service.app).begin()
    assert take(house, other) == 1
    assert take(house, house.liveness) is None
    other.end()

    assert take(house, house.liveness) == 2


def test_the_server_is_told_to_look_after_a_silent_line(house: House) -> None:
    """Power lost, cable pulled: the lock of such a process is free in half a minute."""
    asked = "select count(*) from pg_settings where name like 'tcp_%%' and source = 'client'"
    with open_lock_connection(plain_url(house.service.app)) as line:
        row = line.execute(asked).fetchone()
        ours = line.info.get_parameters()

    assert row == (4,)
    assert ours["tcp_user_timeout"] == "25000"


def test_a_lease_ends_by_itself(house: House) -> None:
    other = Liveness(house.service.app).begin()
    take(house, other)
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.lease_until = now() - timedelta(seconds=1)

    assert take(house, house.liveness) == 2
    other.end()


def test_a_late_writer_is_refused(house: House) -> None:
    other = Liveness(house.service.app).begin()
    attempt = take(house, other)
    other.end()
    take(house, house.liveness)

    with house.session() as session:
        assert attempt is not None
        assert not write_claimed(
            session, Mailbox, house.mailbox_id, attempt, failures=9
        )
        assert not release(session, Mailbox, house.mailbox_id, attempt)
    assert house.mailbox().failures == 0
    assert house.mailbox().claimed_by == house.liveness.key


def test_a_stopping_process_claims_nothing(house: House) -> None:
    house.liveness.stop()

    assert take(house, house.liveness) is None


def test_a_cut_life_is_born_again_under_another_key(house: House) -> None:
    key = house.liveness.key
    with house.service.app.connect() as connection:
        assert not is_dead(connection, key)
        connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
            )
        )
    waited = threading.Event()
    for _ in range(60):
        if house.liveness.key not in (0, key):
            break
        waited.wait(0.2)

    assert house.liveness.key not in (0, key)
    with house.service.app.connect() as connection:
        assert is_dead(connection, key)
        assert not is_dead(connection, house.liveness.key)
