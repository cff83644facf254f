"""A short sample of the restored database; a longer one: `python -m bench.campaign.restored`."""

from __future__ import annotations

import pytest

from bench.campaign.restored import run
from tests import dovecot

pytestmark = pytest.mark.skipif(
    dovecot.PROGRAM is None, reason="not here: dovecot is not installed"
)


def test_it_writes_to_everybody_once() -> None:
    assert run(mails=9) == 0
