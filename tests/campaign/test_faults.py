"""A short sample of each fault around us; longer ones: `python -m bench.campaign.faults`."""

from __future__ import annotations

import pytest

from bench.campaign.faults import SCENES, run
from tests import dovecot

pytestmark = pytest.mark.skipif(
    dovecot.PROGRAM is None, reason="not here: dovecot is not installed"
)


@pytest.mark.parametrize("name", SCENES)
def test_it_loses_nothing_and_sends_nothing_twice(name: str) -> None:
    assert run(name, mails=18) == 0
