"""A worker killed before or after each commit of intake loses no mail and opens none twice."""

from __future__ import annotations

import pytest

from models.rows.complaint import Complaint
from models.rows.letter import Letter
from models.rows.mailbox import MailLocation
from tests.household import House, mail
from tests.processes import running, wait_until

POINTS = [
    "before_raw_commit",
    "after_raw_commit",
    "before_draft_commit",
    "in_draft_transaction",
    "after_draft_commit",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_a_commit_loses_and_doubles_nothing(
    house: House, redis_url: str, point: str
) -> None:
    house.deliver(*(mail() for _ in range(60)))

    with running(house, "clock", redis_url):
        with running(house, "worker", redis_url, FAULT_POINT=f"{point}:1") as worker:
            wait_until(lambda: worker.code is not None)
            assert worker.code == -9
        with running(house, "worker", redis_url):
            wait_until(lambda: house.verdicts() == ["draft"] * 60)

    assert len(house.all(Complaint)) == len(house.all(Letter)) == 60
    locations = [place.message_id for place in house.all(MailLocation)]
    assert len(locations) == len(set(locations)) == 60
