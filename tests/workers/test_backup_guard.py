"""A database that went back is noticed, and nothing leaves it a second time by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from sqlalchemy import text, update

from models.rows.base import now
from models.rows.letter import Letter, LetterState
from models.rows.tenant import Tenant
from models.sending.restoring import release_cabinet
from models.store.generation import Generation, read_mark, write_mark
from models.store.session import platform_transaction
from tests.household import House, mail
from workers.backup_guard import KEY, advance


def go_back(house: House, number: int) -> None:
    """Give the database the generation of an earlier moment, as a backup would."""
    with platform_transaction(house.service.app) as session:
        session.execute(update(Generation).values(number=number))


def change(house: House, **settings: Any) -> None:
    for name, value in settings.items():
        object.__setattr__(house.service.settings, name, value)


def restored_at(house: House) -> Any:
    with house.session() as session:
        return session.get_one(Tenant, house.tenant_id).restored_at


def only_letter(house: House) -> Letter:
    [letter] = house.all(Letter)
    return letter


def test_each_step_is_told_outside(house: House, redis_url: str) -> None:
    change(house, redis_url=redis_url)

    assert not advance(house.service)
    assert not advance(house.service)

    mark = read_mark(house.service.packs.root)
    assert mark is not None
    assert mark.number == 2
    with redis.Redis.from_url(redis_url) as client:
        assert client.get(KEY) == str(mark).encode()


@pytest.mark.parametrize("left", ["folder", "redis", "both"])
def test_one_of_the_two_places_is_enough(
    house: House, redis_url: str, left: str
) -> None:
    change(house, redis_url=redis_url)
    for _ in range(5):
        advance(house.service)
    if left == "folder":
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
    if left == "redis":
        (house.service.packs.root / ".generation").unlink()
    go_back(house, 2)

    assert advance(house.service)
    assert restored_at(house) is not None
    # It is above all that was told: the next step goes on from there.
    assert not advance(house.service)


def test_nothing_told_or_less_told_is_no_going_back(house: House) -> None:
    advance(house.service)
    kept = read_mark(house.service.packs.root)
    assert kept is not None
    for _ in range(3):
        advance(house.service)
    # The blobs' folder alone comes from a backup; then it is empty; then it is nonsense.
    write_mark(house.service.packs.root, kept)
    assert not advance(house.service)
    (house.service.packs.root / ".generation").unlink()
    assert not advance(house.service)
    (house.service.packs.root / ".generation").write_bytes(b"\xff nonsense")
    assert not advance(house.service)


def test_another_database_beside_old_blobs_has_not_gone_back(house: House) -> None:
    for _ in range(3):
        advance(house.service)
    with platform_transaction(house.service.app) as session:
        session.execute(text("update generations set lineage = gen_random_uuid()"))
    go_back(house, 0)

    assert not advance(house.service)
    assert restored_at(house) is None


def go_back_before(house: House) -> None:
    for _ in range(3):
        advance(house.service)
    go_back(house, 1)
    assert advance(house.service)


def test_a_planned_letter_is_held(house: House) -> None:
    house.deliver(mail())
    house.poll()
    house.take_in()
    assert only_letter(house).state is LetterState.PLANNED

    go_back_before(house)

    letter = only_letter(house)
    assert (letter.state, letter.reason) == (LetterState.HELD, "restored")


def test_a_claimed_letter_is_held_and_its_claim_is_worth_nothing(house: House) -> None:
    house.deliver(mail())
    house.poll()
    house.take_in()
    with house.session() as session:
        letter = session.merge(only_letter(house))
        letter.state, letter.attempt = LetterState.CLAIMED, 4

    go_back_before(house)

    letter = only_letter(house)
    assert (letter.state, letter.reason) == (LetterState.HELD, "restored")


def test_mail_that_comes_again_is_held_and_new_mail_is_not(house: House) -> None:
    house.deliver(mail())
    go_back_before(house)
    house.poll()
    house.take_in()
    assert only_letter(house).reason == "restored"
    with house.session() as session:
        tenant = session.get_one(Tenant, house.tenant_id)
        # Servers tell whole seconds.
        tenant.restored_at = now() - timedelta(seconds=2)
    house.deliver(mail(sender="Ana Gil <ana.gil@autre.test>"))

    house.poll()
    house.take_in()

    states = sorted((item.state.value, item.reason) for item in house.all(Letter))
    assert states == [("held", "restored"), ("planned", "")]


@pytest.mark.parametrize("let_go", [True, False])
def test_a_person_releases(house: House, let_go: bool) -> None:
    house.deliver(mail())
    house.poll()
    house.take_in()
    go_back_before(house)
    with house.session() as session:
        tenant = session.get_one(Tenant, house.tenant_id, with_for_update=True)
        released = release_cabinet(session, house.service, tenant, None, let_go=let_go)

    assert released == 1
    assert restored_at(house) is None
    wanted = LetterState.PLANNED if let_go else LetterState.HELD
    assert only_letter(house).state is wanted
