"""Real mail that nobody here wrote, understood at least as well as last time.

crisp_forward states the outermost sender of a chain and we want the innermost customer:
its chains agree here because none of them was passed on by the one in the middle.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bench.scoring import corpora
from ingest.classify.kinds import Kind
from ingest.reading.understand import Reading, understand
from ingest.reading.understood import Understood
from tests.ingest.mails import PARIS

# These mails were received when they were sent.
READING = Reading(("in.reclampro.example", "in.reclampro.test"), PARIS)

AUTOMATIC = {Kind.AUTO_REPLY, Kind.BOUNCE, Kind.RECEIPT, Kind.LIST, Kind.SPAM}
Check = Callable[[dict[str, Any], Understood], bool | None]


def _email(stated: dict[str, Any], found: Understood) -> bool | None:
    wanted = stated.get("complainant") or stated.get("from") or {}
    if "forwarded" not in stated or not stated["forwarded"]:
        return None
    answer = wanted.get("email") or wanted.get("address") or ""
    who = found.complainant
    return (who.email if who else "").lower() == answer.lower()


def _kind(stated: dict[str, Any], found: Understood) -> bool | None:
    return found.kind == stated["kind"] if "kind" in stated else None


def _hops(stated: dict[str, Any], found: Understood) -> bool | None:
    return list(found.hops) == stated["hops"] if "hops" in stated else None


def _sent_at(stated: dict[str, Any], found: Understood) -> bool | None:
    if stated.get("precision") not in ("minute", "day") or not stated["complainant"]:
        return None
    wanted = dt.datetime.fromisoformat(stated["original_sent_at"])
    if stated["precision"] == "day":
        return found.sent_at.date() == wanted.date()
    return abs((found.sent_at - wanted).total_seconds()) < 60


def _bounce(stated: dict[str, Any], found: Understood) -> bool | None:
    if "is_bounce" not in stated:
        return None
    return (found.kind is Kind.BOUNCE) == bool(stated["is_bounce"])


def _may_answer(stated: dict[str, Any], found: Understood) -> bool | None:
    if "send_auto_response" not in stated:
        return None
    return found.auto_ack_allowed == stated["send_auto_response"]


def _reply(stated: dict[str, Any], found: Understood) -> bool | None:
    wanted = stated.get("first_fragment") or stated.get("trimmed")
    wanted = wanted or stated.get("reply_text")
    return found.reply_text.split() == wanted.split() if wanted else None


def _human(stated: dict[str, Any], found: Understood) -> bool | None:
    if stated.get("kind") in AUTOMATIC:
        return None
    return found.kind not in AUTOMATIC


# A set, a question and the least share of right answers.
FLOORS: tuple[tuple[str, Check, float], ...] = (
    ("fr_forwards", _kind, 1.0),
    ("fr_forwards", _human, 1.0),
    ("fr_forwards", _email, 1.0),
    ("fr_forwards", _hops, 1.0),
    ("fr_forwards", _sent_at, 1.0),
    ("crisp_forward", _email, 1.0),
    ("crisp_forward", _human, 1.0),
    ("quotequail", _human, 1.0),
    ("talon", _human, 1.0),
    ("sisimai", _bounce, 0.99),
    ("flufl_bounce", _bounce, 0.98),
    ("zammad_auto", _may_answer, 1.0),
    ("discourse_reply_trimmer", _reply, 0.87),
    ("crisp_reply", _reply, 0.91),
)


@cache
def _understand_each(path: Path) -> Understood:
    return understand(path.read_bytes(), READING)


@pytest.mark.parametrize(
    ("name", "check", "floor"),
    FLOORS,
    ids=[f"{name}{check.__name__}" for name, check, _ in FLOORS],
)
def test_it_understands_a_corpus(name: str, check: Check, floor: float) -> None:
    folder = corpora.find()
    if folder is None:
        pytest.skip(
            "not here: no corpora, neither ../shared/corpora nor RECLAMPRO_CORPORA"
        )
    item = next(found for found in corpora.sets(folder) if found.name == name)
    answers: Counter[bool] = Counter()

    for path in item.messages:
        stated = item.expected.get(path.name)
        if isinstance(stated, dict):
            right = check(stated, _understand_each(path))
            if right is not None:
                answers[right] += 1

    assert answers[True] >= floor * answers.total() > 0
