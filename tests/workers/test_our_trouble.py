"""Trouble of our own while polling: the mailbox says so, nothing is lost, and it passes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from models.rows.mailbox import Health
from models.rows.message import InboundMessage
from models.store.content import message_bytes
from models.vault.keys import MasterKey
from models.vault.packs import PackStore
from tests.disks import enlarge, small_disk
from tests.household import House, mail


def test_a_full_disk_shows_and_loses_nothing(house: House) -> None:
    raws = [mail(body=f"{number} mots " * 10_000) for number in range(4)]
    house.deliver(*raws)
    disk = house.service.settings.data_dir / "small"
    with small_disk(disk, "256k"):
        house.service = replace(house.service, packs=PackStore(disk))
        mailbox = house.poll()
        assert (mailbox.health, mailbox.last_error) == (Health.STUCK, "disk_full")
        assert (mailbox.last_uid, mailbox.claimed_by) == (0, None)
        assert house.all(InboundMessage) == []
        assert not list(disk.rglob("*.pack"))

        enlarge(disk, "8m")
        mailbox = house.poll()

        assert (mailbox.health, mailbox.last_error) == (Health.HEALTHY, "")
        with house.session() as session:
            kept = session.scalars(select(InboundMessage)).all()
            found = {message_bytes(session, house.service, m) for m in kept}
        assert found == set(raws)


def test_a_full_disk_keeps_what_was_stored_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.mailbox.polling.BATCH_COUNT", 1)
    house.deliver(*(mail(body=f"{n} mots " * 10_000) for n in range(4)))
    disk = house.service.settings.data_dir / "small"
    with small_disk(disk, "256k"):
        house.service = replace(house.service, packs=PackStore(disk))
        mailbox = house.poll()
        stored = len(house.all(InboundMessage))
        assert 0 < stored < 4
        assert mailbox.last_uid == stored

        enlarge(disk, "8m")
        house.poll()

        assert len(house.all(InboundMessage)) == 4


def test_a_lost_key_shows_on_the_mailbox_and_passes(house: House) -> None:
    house.deliver(mail())
    right = house.service
    house.service = replace(right, master=MasterKey(b"o" * 32))

    mailbox = house.poll()
    assert (mailbox.health, mailbox.last_error) == (Health.STUCK, "key_lost")
    assert (mailbox.claimed_by, mailbox.lease_until) == (None, None)
    assert mailbox.next_attempt_at is not None

    house.service = right
    assert house.poll().health is Health.HEALTHY
    assert house.verdicts() == ["stored"]


def test_messages_wait_for_a_lost_key(house: House) -> None:
    house.deliver(mail())
    house.poll()
    right = house.service
    house.service = replace(right, master=MasterKey(b"o" * 32))
    for _ in range(5):
        house.take_in()
    assert house.verdicts() == ["stored"]

    house.service = right
    with house.session() as session:
        for message in session.scalars(select(InboundMessage)):
            message.next_attempt_at = None
    house.take_in()

    assert house.verdicts() == ["draft"]
