"""An acknowledgement leaves for a domain that takes mail, and waits for a person otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import update

from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterState
from models.rows.mailbox import Mailbox
from models.sending import acknowledgement
from models.sending.reasons import why
from tests.lettering import LetterDesk
from tests.resolver import BROKEN, Resolver, running_resolver
from tests.servers import Sink
from workers import last_checks, send
from workers.liveness import Liveness
from workers.mail_domains import Domains


@pytest.fixture
def resolver(desk: LetterDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    domains = Domains(timeout=1.0)
    monkeypatch.setattr(last_checks, "_domains", domains)
    with running_resolver() as running, desk.db() as session:
        mailbox = session.get_one(Mailbox, (desk.tenant_id, desk.mailbox_id))
        mailbox.resolver = running.address
        session.commit()
        yield running


def _again(desk: LetterDesk, liveness: Liveness, letter_id: UUID) -> Letter:
    """The next try, its wait and the short memory of a doubt gone by."""
    with desk.db() as session:
        due = update(Letter).where(Letter.id == letter_id)
        session.execute(due.values(next_attempt_at=None))
    last_checks._domains._known.clear()
    return desk.send(liveness, letter_id)


def test_it_leaves_for_a_domain_that_takes_mail(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    resolver.zones["client.example"] = {"MX": ["10 mx.client.example."]}
    _, letter_id = desk.draft("jeanne@client.example")

    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED
    assert len(sink.messages) == 1


def test_it_waits_for_a_person_when_the_domain_is_unknown(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    complaint_id, letter_id = desk.draft("jeanne@gmial.example")

    letter = desk.send(liveness, letter_id)

    assert (letter.state, letter.reason) == (LetterState.HELD, "domain_unknown")
    assert why(letter).endswith("(gmial.example).")
    assert desk.events(complaint_id)[-1] == "letter:held"
    assert ("letter_held", complaint_id) in desk.notices()
    assert not sink.messages


def test_it_leaves_by_a_click_all_the_same(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    _, letter_id = desk.draft("jeanne@gmial.example")
    desk.send(liveness, letter_id)
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.release(session, desk.service, letter, desk.user_id)

    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED


def test_it_leaves_once_the_address_is_corrected(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    resolver.zones["gmail.example"] = {"A": ["192.0.2.1"]}
    complaint_id, letter_id = desk.draft("jeanne@gmial.example")
    desk.send(liveness, letter_id)
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        complaint.complainant_email = "jeanne@gmail.example"
        acknowledgement.redecide(session, desk.service, complaint, desk.user_id)

    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED
    assert sink.messages[0].rcpt_tos == ("jeanne@gmail.example",)


def test_it_tries_three_times_when_no_name_is_resolved(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    resolver.zones["client.example"] = BROKEN
    complaint_id, letter_id = desk.draft("jeanne@client.example")

    first = desk.send(liveness, letter_id)
    assert (first.state, first.reason) == (LetterState.PLANNED, "domain_unsure")
    assert first.next_attempt_at
    assert _again(desk, liveness, letter_id).state is LetterState.PLANNED
    last = _again(desk, liveness, letter_id)

    assert (last.state, last.reason) == (LetterState.HELD, "domain_unsure")
    by = desk.complaint(complaint_id).acknowledge_by
    assert last.next_attempt_at
    assert last.next_attempt_at.date() < by
    assert not sink.messages


def test_it_leaves_when_names_are_resolved_again(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    resolver.zones["client.example"] = BROKEN
    _, letter_id = desk.draft("jeanne@client.example")
    desk.send(liveness, letter_id)
    resolver.zones["client.example"] = {"A": ["192.0.2.1"]}

    letter = _again(desk, liveness, letter_id)

    assert (letter.state, letter.deferrals) == (LetterState.ACCEPTED, 0)
    assert len(sink.messages) == 1


def test_it_asks_nothing_where_the_mailbox_says_none(
    desk: LetterDesk, liveness: Liveness, sink: Sink, resolver: Resolver
) -> None:
    with desk.db() as session:
        box = session.get_one(Mailbox, (desk.tenant_id, desk.mailbox_id))
        box.resolver = "none"
    _, letter_id = desk.draft("jeanne@gmial.example")

    assert desk.send(liveness, letter_id).state is LetterState.ACCEPTED
    assert not resolver.asked


def test_it_keeps_a_letter_whose_address_changes_during_the_question(
    desk: LetterDesk, liveness: Liveness, resolver: Resolver
) -> None:
    _, letter_id = desk.draft("jeanne@client.example")
    checked = last_checks.DomainCheck(
        "autre@client.example", last_checks.Answer.TAKES_MAIL
    )

    with desk.db() as session:
        assert (
            send.claim_letter(session, desk.service, liveness, letter_id, checked)
            is None
        )

    assert desk.letter(letter_id).state is LetterState.PLANNED
