"""A history that was changed behind our back is told from a whole one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from models.rows.event_kinds import EventKind
from models.rows.history import GENESIS, Event, _digest, begin, verify
from models.store.session import TenantSession


@pytest.fixture
def events(session: TenantSession) -> list[Event]:
    """A stream of three, detached: what is done to it stays in this test."""
    kinds = [
        (EventKind.COMPLAINT_DRAFTED, {"sent_on": "2026-11-16"}),
        (EventKind.COMPLAINT_CORRECTED, {"fields": ["subject"]}),
        (EventKind.COMPLAINT_CONFIRMED, {"number": "2026-0001"}),
    ]
    stream = begin(session, session.tenant_id, uuid4(), kinds, actor_id=uuid4())
    session.flush()
    session.expunge_all()
    return stream


def test_a_whole_stream_is_verified(events: list[Event]) -> None:
    assert verify(events)


@pytest.mark.parametrize(
    "field", ["stream", "position", "at", "kind", "actor_id", "data", "previous"]
)
def test_no_field_of_a_line_can_be_changed(events: list[Event], field: str) -> None:
    other = {
        "stream": uuid4(),
        "position": 7,
        "at": events[1].at + timedelta(seconds=1),
        "kind": "complaint:moved",
        "actor_id": None,
        "data": {"fields": ["motif"]},
        "previous": GENESIS,
    }
    setattr(events[1], field, other[field])

    assert not verify(events)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda events: [events[0], events[2]],
        lambda events: events[1:],
        lambda events: [events[1], events[0], events[2]],
    ],
    ids=["removed", "cut at the beginning", "swapped"],
)
def test_no_line_can_be_taken_away_or_moved(
    events: list[Event], tamper: Callable[[list[Event]], list[Event]]
) -> None:
    assert not verify(tamper(events))


def test_a_line_rewritten_with_its_own_digest_breaks_the_next(
    events: list[Event],
) -> None:
    """A forger who can compute digests must rewrite all that follows: the chain is what holds."""
    events[1].data = {"fields": ["motif"]}
    events[1].digest = _digest(events[1].previous, events[1])

    assert not verify(events)


def test_the_digest_of_a_line_holds_the_line_before(events: list[Event]) -> None:
    assert _digest(GENESIS, events[1]) != _digest(events[0].digest, events[1])
