"""Room for polls: no cabinet and no server takes it all, and who was refused is woken."""

from __future__ import annotations

from itertools import count
from uuid import UUID

from workers.shares import Seat, Shares, Slots

_numbers = count(1)
MINE, OTHER = UUID(int=1), UUID(int=2)


def seat(tenant_id: UUID = MINE, server: str = "", slow: bool = False) -> Seat:
    number = next(_numbers)
    where = (server or f"imap{number}", 993)
    return Seat(tenant_id, UUID(int=number), where, is_failing=slow, is_slow=slow)


def slots() -> Slots:
    return Slots(Shares.of(8))


def test_it_leaves_room_to_another_cabinet() -> None:
    room = slots()

    assert [room.take(seat()) for _ in range(16)].count(True) == 3
    assert room.take(seat(OTHER))


def test_it_leaves_room_to_another_server() -> None:
    room = slots()
    took = [room.take(seat(UUID(int=n), "imap.example")) for n in range(100, 116)]

    assert took.count(True) == 4
    assert room.take(seat(OTHER, "imap.autre.example"))


def test_slow_mailboxes_share_less_whatever_their_cabinet() -> None:
    room = slots()
    took = [room.take(seat(UUID(int=n), slow=True)) for n in range(100, 116)]

    assert took.count(True) == 2
    assert room.take(seat())


def test_a_slow_mailbox_leaves_one_place_to_its_own_cabinet() -> None:
    room = slots()

    assert [room.take(seat(slow=True)) for _ in range(4)].count(True) == 2
    assert room.take(seat())


def test_it_wakes_who_waited_longest_and_has_room() -> None:
    room = Slots(Shares(tenant=2, server=4, slow=2))
    first, second = seat(), seat()
    assert room.take(first)
    assert room.take(second)
    slow, waiting, later = seat(slow=True), seat(), seat()
    assert not any([room.take(slow), room.take(waiting), room.take(later)])

    assert room.leave(first) is slow
    assert room.take(slow)
    # Its cabinet has one place, and another slow one may not take it.
    assert room.leave(second) is waiting
    assert room.take(waiting)
    assert room.leave(waiting) is later
    assert room.leave(slow) is None


def test_a_single_thread_serves_slow_mailboxes_too() -> None:
    room = Slots(Shares.of(2))

    assert room.take(seat(slow=True))
