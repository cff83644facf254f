"""A death that came from outside is not held against the message that was in hand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from ingest.intake import batch as taking
from models.rows.message import InboundMessage
from tests.household import House, mail
from workers import take_in
from workers.liveness import Liveness


class Death(BaseException):
    """The end of the process."""


def _die(*_: Any) -> None:
    raise Death


def _live(house: House) -> None:
    """Claim what is alone, and die of it."""
    liveness = Liveness(house.service.app).begin()
    with pytest.raises(Death):
        take_in.take_in_cabinet(
            house.service, liveness, house.tenant_id, house.tenant_id
        )
    liveness.end()


def _die_once(
    house: House, monkeypatch: pytest.MonkeyPatch, room: Any, place: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(room, place, _die)
        _live(house)


def _one_alone(house: House) -> None:
    house.deliver(mail())
    house.poll()
    with house.session() as session:
        session.execute(update(InboundMessage).values(alone=True))


def _failures(house: House) -> int:
    return int(house.all(InboundMessage)[0].failures)


def test_a_death_after_the_reading_does_not_count(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one_alone(house)

    for _ in range(5):
        _die_once(house, monkeypatch, taking, "_write_verdicts")

    assert _failures(house) == 0
    house.take_in()
    assert house.verdicts() == ["draft"]


def test_a_death_in_the_reading_counts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one_alone(house)

    for number in (1, 2, 3):
        _die_once(house, monkeypatch, take_in, "_reader_of_suspects")
        assert _failures(house) == number

    house.take_in()
    assert house.verdicts() == ["set_aside"]
