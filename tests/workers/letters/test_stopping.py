"""A stop, and a database that goes away, in the middle of a letter."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from sqlalchemy import exc

from models.rows.letter import LetterState
from models.sending import delivery
from tests.lettering import LetterDesk
from tests.processes import FOR_EVER, wait_until
from tests.servers import Sink
from workers import send
from workers.liveness import Liveness


def _send_in_thread(
    desk: LetterDesk, liveness: Liveness, letter_id: UUID
) -> threading.Thread:
    thread = threading.Thread(
        target=send.send, args=(desk.service, liveness, desk.tenant_id, letter_id)
    )
    thread.start()
    return thread


def test_a_stop_leaves_a_letter_unknown_and_counts_it_aloud(
    desk: LetterDesk, liveness: Liveness, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    sink.behaviour.hang_seconds = 2 * FOR_EVER
    _, letter_id = desk.draft()
    before = send.wait_for_letters(0)
    thread = _send_in_thread(desk, liveness, letter_id)
    wait_until(lambda: bool(sink.messages))

    liveness.stop()

    # Long before the reply, which never comes.
    assert send.wait_for_letters(FOR_EVER) == before + 1
    assert desk.letter(letter_id).reason == "stopped"
    items = [r for r in caplog.records if "left unknown" in r.message]
    assert items[-1].__dict__["count"] == before + 1
    thread.join(5)


def test_nothing_is_claimed_once_it_stops(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft()
    liveness.stop()

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert desk.letter(letter_id).state is LetterState.PLANNED
    assert not sink.messages


@pytest.mark.parametrize(
    "error", [exc.TimeoutError(), exc.OperationalError("", {}, Exception())]
)
def test_a_database_lost_before_the_dot_costs_nothing(
    desk: LetterDesk,
    liveness: Liveness,
    sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def fail(*_: object) -> bool:
        raise error

    _, letter_id = desk.draft()
    with monkeypatch.context() as patched:
        patched.setattr(send, "mark_dot", fail)
        send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert desk.letter(letter_id).state is LetterState.PLANNED
    assert not sink.messages
    send.send(desk.service, liveness, desk.tenant_id, letter_id)
    assert len(sink.messages) == 1


def test_a_reply_is_kept_in_hand_while_the_database_is_away(
    desk: LetterDesk, liveness: Liveness, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, tries = delivery.accept, []

    def away_twice(*value: object) -> bool:
        tries.append(value)
        if len(tries) < 3:
            raise exc.OperationalError("", {}, Exception())
        return accept(*value)  # type: ignore[arg-type]

    monkeypatch.setattr(send, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(delivery, "accept", away_twice)
    _, letter_id = desk.draft()

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert desk.letter(letter_id).state is LetterState.ACCEPTED
