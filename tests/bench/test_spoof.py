"""One spoof of every family and its honest twin, through the real intake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.spoof import is_met, report, run
from bench.spoofs.cases import FAMILIES, make
from bench.spoofs.stage import MAILBOX, Cabinet, close_for_spoofs, open_for_spoofs
from tests.servers import Database


@pytest.fixture
def cabinet(database: Database, tmp_path: Path) -> Iterator[Cabinet]:
    opened = open_for_spoofs(database, tmp_path)
    yield opened
    close_for_spoofs(opened)


def test_it_acknowledges_no_spoof_and_every_twin(cabinet: Cabinet) -> None:
    tallies = run(cabinet, make(2 * len(FAMILIES), MAILBOX))

    assert is_met(tallies), "\n".join(report(tallies))
    assert set(tallies) == set(FAMILIES)
    assert sum(tally.honest_left for tally in tallies.values()) == 2 * len(FAMILIES)


def test_it_makes_the_same_mails_again() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert make(60, MAILBOX, now=now) == make(60, MAILBOX, now=now)


def test_it_misses_the_goal_when_nothing_is_checked(cabinet: Cabinet) -> None:
    """The bench can fail: without a provider, forged senders are believed."""
    cabinet.check_nothing()

    tallies = run(cabinet, make(len(FAMILIES), MAILBOX))

    assert not is_met(tallies)
    assert tallies["results that fail"].left == 1
