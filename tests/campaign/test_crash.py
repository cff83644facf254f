"""A short sample of the crash campaign; the long one is `make campaign-crash`."""

from __future__ import annotations

import pytest

from bench.campaign.crash import Plan, run
from tests import dovecot

pytestmark = pytest.mark.skipif(
    dovecot.PROGRAM is None, reason="not here: dovecot is not installed"
)

# After its dot was committed, and after it was written: where nobody knows.
POINTS = ("letter_dot_pending", "letter_dotted")


def test_it_loses_nothing_and_sends_nothing_twice() -> None:
    assert run(Plan(kills=4, mails=30, lose=0.1, points=POINTS)) == 0


def test_it_notices_a_service_that_sends_the_unknown_again() -> None:
    # Without it, the campaign could be green because it looks at nothing.
    plan = Plan(
        kills=1, mails=15, lose=0.4, mutant="resend", points=(), quiet_seconds=20
    )

    assert run(plan) == 1
