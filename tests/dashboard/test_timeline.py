"""The history speaks French, whatever happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.complaints.timeline import SENTENCES, Names, describe
from models.rows.base import new_id, now
from models.rows.complaint_parts import LinkKind
from models.rows.event_kinds import EventKind
from models.rows.history import Event
from models.rows.letter import LetterState

JEANNE, NOTE = new_id(), new_id()
NAMES = Names({JEANNE: "Jeanne"}, {str(NOTE): "Le client conteste."}, {}, {})


def test_every_state_and_link_that_is_told_is_a_kind() -> None:
    items = {f"letter:{state.value}" for state in LetterState}
    items |= {f"message:{kind.value}" for kind in LinkKind}

    assert items <= set(EventKind)


def test_no_kind_that_was_stored_is_renamed() -> None:
    """Kinds are hashed with their events: this list only grows."""
    stored = Path(__file__).with_name("event_kinds.txt").read_text().split()

    assert [kind.value for kind in EventKind] == stored


@pytest.mark.parametrize("kind", EventKind)
def test_it_says_every_kind_in_french(kind: EventKind) -> None:
    assert kind.words
    assert kind in SENTENCES or describe(event(kind), NAMES).words == kind.words


def event(kind: str, **data: object) -> Event:
    return Event(kind=kind, at=now(), actor_id=JEANNE, data=data)


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        (event("complaint:moved", **{"from": "new", "to": "waiting"}), "En attente"),
        (
            event("complaint:dates_corrected", sent_on=["2026-11-16", "2026-11-14"]),
            "envoyée le 14/11/2026 (au lieu du 16/11/2026)",
        ),
        (event("complaint:dismissed", reason="goodwill"), "geste commercial"),
        (event("letter:released", by="last_safe_day"), "Dernier jour sûr"),
        (event("letter:held", reason="no_address"), "pas connue"),
        (event("complaint:assigned", to=str(JEANNE)), "Confiée à Jeanne"),
        (event("nobody:knows"), "nobody:knows"),
    ],
)
def test_it_says(happened: Event, words: str) -> None:
    assert words in describe(happened, NAMES).words


def test_it_says_who_and_what_they_noted() -> None:
    reopened = {"from": "closed", "to": "in_progress", "note": str(NOTE)}

    values = describe(event("complaint:reopened", **reopened), NAMES)

    assert (values.who, values.detail) == ("Jeanne", "Le client conteste.")
