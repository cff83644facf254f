"""The history speaks French, whatever happened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.complaints.timeline import SENTENCES, Names, tell
from models.rows.base import new_id, now
from models.rows.complaint_parts import LinkKind
from models.rows.history import Event
from models.rows.letter import LetterState

ROOT = Path(__file__).parents[2]
_KIND = re.compile(r'"((?:complaint|letter):[a-z_]+)"')
# `tell(session, complaint, "moved", …)` or `work.record(complaint, "moved", …)` of the verbs.
_ACTION = re.compile(r'tell\(\s*(?:session,\s*)?complaint,\s*"([a-z_]+)"')
JEANNE, NOTE = new_id(), new_id()
NAMES = Names({JEANNE: "Jeanne"}, {str(NOTE): "Le client conteste."}, {}, {})


def written() -> set[str]:
    """Every kind of event that the code writes to a complaint."""
    files = [*ROOT.glob("models/**/*.py"), *ROOT.glob("ingest/**/*.py")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    found = {kind for text in texts for kind in _KIND.findall(text)}
    return found | {f"complaint:{a}" for text in texts for a in _ACTION.findall(text)}


def test_every_event_has_a_sentence() -> None:
    kinds = written() | {f"letter:{state.value}" for state in LetterState}
    kinds |= {f"message:{kind.value}" for kind in LinkKind}

    assert len(kinds) > 25
    assert kinds <= set(SENTENCES)


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
    assert words in tell(happened, NAMES).words


def test_it_says_who_and_what_they_noted() -> None:
    reopened = {"from": "closed", "to": "in_progress", "note": str(NOTE)}

    told = tell(event("complaint:reopened", **reopened), NAMES)

    assert (told.who, told.detail) == ("Jeanne", "Le client conteste.")
