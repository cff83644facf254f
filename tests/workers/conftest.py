"""A cabinet whose mailbox stands on a real Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.household import House, close_house, open_house
from tests.servers import Database, Dovecot


@pytest.fixture
def house(database: Database, dovecot: Dovecot, tmp_path: Path) -> Iterator[House]:
    found = open_house(database, dovecot, tmp_path)
    yield found
    close_house(found)
