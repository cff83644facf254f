"""State of a letter after everything a server may do."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from models.letters.facts import Text
from models.rows.base import new_id, now
from models.rows.history import Event, verify
from models.rows.letter import Letter, LetterKind, LetterState, Sending
from models.sending import acknowledgement, delivery
from models.sending.outgoing import plan_mail
from models.sending.policy_inputs import Facts
from models.sending.reasons import why
from models.store.session import platform_transaction
from tests.lettering import LetterDesk
from tests.servers import Sink
from tests.workers.letters.conftest import elsewhere
from workers import send, smtp
from workers.broker import TIME_LIMIT_MS
from workers.claims import LEASE
from workers.liveness import Liveness


def _read_letter(desk: LetterDesk) -> set[UUID]:
    with desk.service.clock.connect() as clock:
        return {letter for _, letter in send.find(clock)}


def _change(desk: LetterDesk, letter_id: UUID, **values: Any) -> None:
    with desk.db() as session:
        session.execute(update(Letter).where(Letter.id == letter_id).values(values))


def _count(desk: LetterDesk, letter_id: UUID) -> bool:
    with platform_transaction(desk.service.app) as session:
        return session.get(Sending, letter_id) is not None


def test_it_sends_the_stored_bytes(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    complaint_id, letter_id = desk.draft("jeanne@client.example")
    assert letter_id in _read_letter(desk)

    letter = desk.send(liveness, letter_id)

    received = sink.messages[0]
    assert letter.state is LetterState.ACCEPTED
    assert received.content == letter.content
    assert received.rcpt_tos == ("jeanne@client.example",)
    assert received.mail_from == letter.envelope_from
    assert letter.reply.startswith("250 2.0.0 OK")
    assert letter.dotted_at
    assert letter.replied_at
    assert letter_id not in _read_letter(desk)
    assert desk.events(complaint_id)[-1] == "letter:accepted"


def test_it_keeps_the_proof_in_the_history(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    complaint_id, letter_id = desk.draft()

    desk.send(liveness, letter_id)

    with desk.db() as session:
        events = session.scalars(
            select(Event).where(Event.stream == complaint_id).order_by(Event.position)
        ).all()
    proof = events[-1].data
    assert proof["sha256"] == hashlib.sha256(sink.messages[0].content).hexdigest()
    assert proof["reply"].startswith("250")
    assert verify(events)


def test_it_sends_once_however_often_it_is_done(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft()

    for _ in range(3):
        desk.send(liveness, letter_id)

    assert len(sink.messages) == 1


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_it_tries_again_later_after_a_4xx(
    desk: LetterDesk, liveness: Liveness, sink: Sink, verb: str
) -> None:
    sink.behaviour.refuse[verb] = "451 4.7.1 Revenez plus tard"
    _, letter_id = desk.draft()

    letter = desk.send(liveness, letter_id)

    assert letter.state is LetterState.REFUSED_FOR_NOW
    assert letter.reply.startswith("451")
    assert not _count(desk, letter_id)
    assert letter_id not in _read_letter(desk)
    _change(desk, letter_id, next_attempt_at=now())
    sink.behaviour.refuse.clear()
    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
def test_it_stops_after_a_5xx(
    desk: LetterDesk, liveness: Liveness, sink: Sink, verb: str
) -> None:
    sink.behaviour.refuse[verb] = "550 5.1.1 Inconnu\x07 ici"
    complaint_id, letter_id = desk.draft()

    letter = desk.send(liveness, letter_id)

    assert letter.state is LetterState.REFUSED
    assert letter.reply == "550 5.1.1 Inconnu ici"
    assert not _count(desk, letter_id)
    assert desk.notices() == [("letter_refused", complaint_id)]


def test_it_blames_nobody_for_a_server_that_greets_with_5xx(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    sink.behaviour.refuse["EHLO"] = "554 5.7.1 Fermé"
    _, letter_id = desk.draft()

    assert desk.send(liveness, letter_id).state is LetterState.REFUSED_FOR_NOW


def test_it_waits_one_five_fifteen_sixty_minutes(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    sink.behaviour.refuse["RCPT"] = "451 4.2.0 Liste grise"
    _, letter_id = desk.draft()
    waits = []
    for _ in range(5):
        letter = desk.send(liveness, letter_id)
        assert letter.next_attempt_at
        waits.append(round((letter.next_attempt_at - now()).total_seconds() / 60))
        _change(desk, letter_id, next_attempt_at=now())

    assert waits == [1, 5, 15, 60, 60]


def test_it_warns_after_a_day_and_gives_up_after_five(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    sink.behaviour.refuse["RCPT"] = "451 4.2.0 Plus tard"
    complaint_id, letter_id = desk.draft()
    desk.send(liveness, letter_id)

    _change(
        desk, letter_id, next_attempt_at=None, deferred_since=now() - delivery.ALERT
    )
    assert desk.send(liveness, letter_id).state is LetterState.REFUSED_FOR_NOW
    assert desk.notices() == [("letter_delayed", complaint_id)]

    since = now() - delivery.GIVE_UP
    _change(desk, letter_id, next_attempt_at=None, deferred_since=since)
    letter = desk.send(liveness, letter_id)
    assert (letter.state, letter.reason) == (LetterState.REFUSED, "gave_up")


def test_it_does_not_know_when_the_250_is_lost(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    sink.behaviour.lose = 1.0
    complaint_id, letter_id = desk.draft()

    letter = desk.send(liveness, letter_id)

    assert (letter.state, letter.reason) == (LetterState.UNKNOWN, "lost_reply")
    assert _count(desk, letter_id)
    assert letter_id not in _read_letter(desk)
    assert desk.notices() == [("letter_unknown", complaint_id)]
    sink.behaviour.lose = 0.0
    desk.send(liveness, letter_id)
    assert len(sink.messages) == 1


def test_it_tries_again_when_nobody_listens(
    desk: LetterDesk, liveness: Liveness
) -> None:
    _, letter_id = desk.draft()

    service = elsewhere(desk, "smtp://127.0.0.1:1")
    send.send(service, liveness, desk.tenant_id, letter_id)

    assert desk.letter(letter_id).state is LetterState.REFUSED_FOR_NOW


def test_it_says_that_no_server_is_set(desk: LetterDesk, liveness: Liveness) -> None:
    _, letter_id = desk.draft()

    send.send(elsewhere(desk, ""), liveness, desk.tenant_id, letter_id)

    letter = desk.letter(letter_id)
    assert (letter.state, letter.reason) == (LetterState.PLANNED, "no_server")


def test_a_dead_worker_before_the_dot_costs_nothing(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft()
    _change(desk, letter_id, state="claimed", claimed_by=12345, attempt=1)
    assert letter_id in _read_letter(desk)

    letter = desk.send(liveness, letter_id)

    assert (letter.state, letter.attempt) == (LetterState.ACCEPTED, 2)


def test_a_dead_worker_after_the_dot_leaves_an_unknown(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    complaint_id, letter_id = desk.draft()
    _change(desk, letter_id, state="dot_pending", claimed_by=12345, attempt=1)

    letter = desk.send(liveness, letter_id)

    assert (letter.state, letter.reason) == (LetterState.UNKNOWN, "worker_died")
    assert not sink.messages
    assert desk.notices() == [("letter_unknown", complaint_id)]


def test_a_living_worker_is_left_alone(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft()
    _change(
        desk,
        letter_id,
        state="dot_pending",
        claimed_by=liveness.key,
        lease_until=now() + timedelta(minutes=5),
    )

    assert letter_id not in _read_letter(desk)
    assert desk.send(liveness, letter_id).state is LetterState.DOT_PENDING


def test_a_lease_that_ran_out_is_the_second_wall(
    desk: LetterDesk, liveness: Liveness
) -> None:
    _, letter_id = desk.draft()
    past = now() - timedelta(seconds=1)
    _change(
        desk, letter_id, state="dot_pending", claimed_by=liveness.key, lease_until=past
    )

    assert desk.send(liveness, letter_id).state is LetterState.UNKNOWN


def test_a_late_250_settles_what_was_called_unknown(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()
    _change(desk, letter_id, state="unknown", attempt=3)

    with desk.db() as session:
        assert not delivery.accept(session, letter_id, 2, "250 trop tard")
        assert delivery.accept(session, letter_id, 3, "250 OK")

    assert desk.letter(letter_id).state is LetterState.ACCEPTED


def test_a_late_250_spares_the_letter_that_a_person_had_sent_again(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft()
    _change(desk, letter_id, state="unknown", attempt=3)
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.resolve_unknown(session, letter, False, desk.user_id)
        assert delivery.accept(session, letter_id, 3, "250 OK")

    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED
    assert sink.messages == []


def test_a_late_250_says_nothing_of_a_letter_that_is_planned(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()

    with desk.db() as session:
        assert not delivery.accept(session, letter_id, 0, "250 OK")


@pytest.mark.parametrize("reply", ["", "550 no"])
def test_a_link_to_an_account_is_not_kept_once_it_left(
    desk: LetterDesk, liveness: Liveness, sink: Sink, reply: str
) -> None:
    text = Text("Votre accès", "https://service.example/acces/secret")
    with desk.db() as session:
        kind, to = LetterKind.ACCOUNT, "alice@cabinet.example"
        planned = plan_mail(session, desk.service, desk.tenant_id, kind, to, text)
    sink.behaviour.refuse = {"DOT": reply} if reply else {}

    sent = desk.send(liveness, planned.id)

    assert sent.state in (LetterState.ACCEPTED, LetterState.REFUSED)
    assert (sent.body, sent.content) == ("", b"")


def test_everything_outlives_the_slowest_letter() -> None:
    """Its verbs, the final reply, and the database that comes back late."""
    patience = smtp.Patience()
    walk = patience.until_dot + patience.final_reply

    assert LEASE.total_seconds() > walk + patience.verb
    assert walk + send.OUTCOME_SECONDS + 60 < TIME_LIMIT_MS / 1000
    assert patience.at_stop < send.STOP_SECONDS + send.GRACE_SECONDS


@pytest.mark.parametrize("late", [delivery.refuse, delivery.postpone])
def test_a_late_refusal_changes_nothing(desk: LetterDesk, late: Any) -> None:
    _, letter_id = desk.draft()
    _change(desk, letter_id, state="unknown", attempt=3)

    with desk.db() as session:
        assert not late(session, letter_id, 3, "550 trop tard")

    assert desk.letter(letter_id).state is LetterState.UNKNOWN


def test_the_caps_of_an_address_hold_at_the_moment_of_sending(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    names = ("j.dupont", "j.dupont+a", "J.DUPONT+b")
    drafts = [desk.draft(f"{n}@{desk.tenant_id.hex[-8:]}.example") for n in names]

    sent = [desk.send(liveness, letter_id) for _, letter_id in drafts]

    states = [letter.state for letter in sent]
    assert states == [LetterState.ACCEPTED] * 2 + [LetterState.HELD]
    assert (sent[2].reason, sent[2].detail) == ("cap_address", "cap_address_day 2")
    assert "au plus 2 par jour" in why(sent[2])
    assert desk.notices() == [("letter_held", drafts[2][0])]
    assert len(sink.messages) == 2


def test_a_flood_is_spread_out(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    for _ in range(60):
        _count_before(desk)
    complaint_id, letter_id = desk.draft()
    before = len(sink.messages)

    letter = desk.send(liveness, letter_id)
    again = desk.send(liveness, letter_id)

    assert (letter.state, letter.reason) == (LetterState.PLANNED, "cap_tenant_hour")
    assert letter.next_attempt_at
    assert letter.next_attempt_at > now() + timedelta(minutes=50)
    assert again.attempt == letter.attempt
    assert len(sink.messages) == before
    assert desk.events(complaint_id)[-1] == "letter:planned"


def test_the_last_safe_day_sends_it(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    colleague = desk.facts(forwarder_email="collegue@cabinet.example")
    complaint_id, letter_id = desk.draft(facts=colleague)
    assert letter_id not in _read_letter(desk)
    _change(desk, letter_id, next_attempt_at=now() - timedelta(seconds=1))
    assert letter_id in _read_letter(desk)

    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED

    kinds = ["letter:held", "letter:released", "letter:accepted"]
    assert desk.events(complaint_id)[1:] == kinds


def test_it_does_not_ask_for_ever_on_the_last_day(
    desk: LetterDesk, liveness: Liveness
) -> None:
    facts: Facts = desk.facts(forwarder_email="collegue@cabinet.example")
    _, letter_id = desk.draft(facts=facts)
    desk.change(auto_acknowledge=False)
    _change(desk, letter_id, next_attempt_at=now() - timedelta(seconds=1))

    assert desk.send(liveness, letter_id).state is LetterState.HELD
    assert letter_id not in _read_letter(desk)


def test_an_address_that_no_server_takes_is_refused(
    desk: LetterDesk, liveness: Liveness
) -> None:
    _, letter_id = desk.draft("jean martin@client.example")

    letter = desk.send(liveness, letter_id)

    assert (letter.state, letter.reason) == (LetterState.REFUSED, "not_sendable")


def test_a_domain_with_accents_travels_in_ascii(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft("jean@société.example")

    desk.send(liveness, letter_id)

    assert sink.messages[-1].rcpt_tos == ("jean@xn--socit-esab.example",)


def _count_before(desk: LetterDesk) -> None:
    with platform_transaction(desk.service.app) as session:
        session.add(
            Sending(
                letter_id=new_id(),
                tenant_id=desk.tenant_id,
                address_hash=str(random.random()),
            )
        )


def test_an_attempt_that_was_overtaken_puts_no_dot(desk: LetterDesk) -> None:
    """A worker taken for dead wakes up in the middle of its attempt: another has the letter."""
    _, letter_id = desk.draft()
    _change(desk, letter_id, state=LetterState.CLAIMED, attempt=2)
    mail = smtp.Mail("a@cabinet.example", "b@client.example", b"")

    is_first = send.mark_dot(
        desk.service, send.Task(desk.tenant_id, letter_id, 1, mail)
    )
    is_second = send.mark_dot(
        desk.service, send.Task(desk.tenant_id, letter_id, 2, mail)
    )

    assert (is_first, is_second) == (False, True)


def test_an_attempt_that_was_overtaken_writes_no_outcome(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()
    _change(desk, letter_id, state=LetterState.DOT_PENDING, attempt=2)

    with desk.db() as session:
        assert not delivery.accept(session, letter_id, 1, "250 OK")

    assert desk.letter(letter_id).state is LetterState.DOT_PENDING
