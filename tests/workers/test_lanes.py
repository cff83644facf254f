"""One cabinet's costly mail never keeps another's waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from ingest.mailbox.store import store_upload
from ingest.sandbox.jobs import AnalysisBatch
from ingest.sandbox.reader import ReaderDied
from models.cabinets.provision import open_cabinet
from models.rows.message import InboundMessage, Origin
from models.store.session import tenant_transaction
from tests.household import DETAILS, House, mail
from workers import take_in
from workers.shares import Lane, Turns

ONE, OTHER = uuid4(), uuid4()


def test_it_has_room_for_so_many_threads_of_a_cabinet() -> None:
    lane = Lane(1)

    with (
        lane.enter(ONE) as first,
        lane.enter(ONE) as second,
        lane.enter(OTHER) as other,
    ):
        assert (first, second, other) == (True, False, True)

    with lane.enter(ONE) as again:
        assert again


def test_it_gives_turns_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = Turns(), list[int]()

    def wait(number: int) -> None:
        with turns.take():
            order.append(number)

    threads = [threading.Thread(target=wait, args=(n,)) for n in range(5)]
    with turns.take():
        for number, thread in enumerate(threads, 2):
            thread.start()
            while len(turns._waiting) < number:
                pass
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def test_it_gives_the_turn_on_when_its_holder_fails() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError), turns.take():
        raise RuntimeError

    with turns.take():
        pass


@contextmanager
def reading_for_ever(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A reader of suspects that is at one message until the end of the block."""
    begun, enough = threading.Event(), threading.Event()

    def read(_: AnalysisBatch) -> Any:
        begun.set()
        enough.wait()
        raise ReaderDied

    with monkeypatch.context() as patched:
        patched.setattr(take_in, "_reader_of_suspects", read)
        try:
            yield begun
        finally:
            enough.set()


def large() -> bytes:
    return mail() + b"\r\n" * take_in.LARGE_BYTES


def verdicts(house: House, tenant_id: UUID) -> list[str]:
    with tenant_transaction(house.service.app, tenant_id) as session:
        return [item.verdict.value for item in session.query(InboundMessage)]


def test_it_takes_in_small_mail_while_a_large_one_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, other = house.service, open_cabinet(house.service, "Autre", **DETAILS)
    store_upload(service, house.tenant_id, large(), Origin.UPLOAD)
    with reading_for_ever(monkeypatch) as begun:
        thread = threading.Thread(target=house.take_in)
        thread.start()
        begun.wait(30)
        store_upload(service, house.tenant_id, mail(), Origin.UPLOAD)
        store_upload(service, other, mail(), Origin.UPLOAD)

        take_in.take_in_cabinet(service, house.liveness, house.tenant_id, UUID(int=0))
        take_in._take_in_batches(service, house.liveness, other, 0)

        assert sorted(verdicts(house, house.tenant_id)) == ["draft", "stored"]
        assert verdicts(house, other) == ["draft"]
    thread.join()
