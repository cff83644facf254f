"""A complaint is changed while its letter is on its way: what did not leave follows the change."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from models.complaints import attaching, confirming, corrections
from models.complaints.work import Work
from models.rows.letter import Letter, LetterState
from models.sending import acknowledgement, delivery
from models.store.session import TenantSession
from tests.lettering import LetterDesk
from tests.servers import Sink
from workers import send
from workers.claims import claim
from workers.liveness import Liveness

GOOD, BAD = "jeanne.martin@client.example", "jeane.martin@client.example"


def _claim(desk: LetterDesk, liveness: Liveness, letter_id: UUID) -> int:
    """The letter in the hands of a worker who waits for a slow server."""
    with desk.db() as session:
        attempt = claim(
            session, Letter, letter_id, send.DUE, liveness, state=LetterState.CLAIMED
        )
    assert attempt
    return attempt


def _not_now(desk: LetterDesk, letter_id: UUID, attempt: int) -> None:
    with desk.db() as session:
        assert delivery.postpone(session, letter_id, attempt, "451 later")
    _due(desk, letter_id)


def _due(desk: LetterDesk, letter_id: UUID) -> None:
    with desk.db() as session:
        due = update(Letter).where(Letter.id == letter_id)
        session.execute(due.values(next_attempt_at=None))


def _work(desk: LetterDesk, session: TenantSession) -> Work:
    return Work(session, desk.service, desk.user_id)


def _correct(desk: LetterDesk, session: TenantSession, complaint_id: UUID) -> None:
    complaint = desk.complaint(complaint_id)
    complaint = session.merge(complaint)
    values = {"complainant_email": GOOD}
    corrections.correct(_work(desk, session), complaint, values)


def test_it_follows_an_address_corrected_while_it_was_on_its_way(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    complaint_id, letter_id = desk.draft(BAD)
    attempt = _claim(desk, liveness, letter_id)
    with desk.db() as session:
        _correct(desk, session, complaint_id)
    _not_now(desk, letter_id, attempt)

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert [m.rcpt_tos for m in sink.messages] == [(GOOD,)]


@pytest.mark.parametrize("end", ["postpone", "withdraw"])
def test_it_does_not_leave_for_a_draft_dismissed_while_it_was_on_its_way(
    desk: LetterDesk, liveness: Liveness, sink: Sink, end: str
) -> None:
    complaint_id, letter_id = desk.draft()
    attempt = _claim(desk, liveness, letter_id)
    with desk.db() as session:
        draft = session.merge(desk.complaint(complaint_id))
        work = _work(desk, session)
        reply = confirming.Reply(work.today_of(draft), "email")
        confirming.dismiss(work, draft, "information", reply)
    if end == "postpone":
        _not_now(desk, letter_id, attempt)
    else:
        with desk.db() as session:
            assert delivery.withdraw(session, letter_id, attempt)

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert sink.messages == []
    letter = desk.letter(letter_id)
    assert (letter.state, letter.reason) == (LetterState.SUPPRESSED, "dismissed")


def test_an_unknown_one_is_not_sent_again_to_an_address_since_corrected(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    complaint_id, letter_id = desk.draft(BAD)
    sink.behaviour.lose = 1.0
    send.send(desk.service, liveness, desk.tenant_id, letter_id)
    sink.reset()
    with desk.db() as session:
        _correct(desk, session, complaint_id)
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.resolve_unknown(session, letter, False, desk.user_id)

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert [m.rcpt_tos for m in sink.messages] == [(GOOD,)]


def test_an_unknown_one_of_an_attached_draft_is_not_sent_again(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    complaint_id, letter_id = desk.draft()
    other_id, _ = desk.draft()
    sink.behaviour.lose = 1.0
    send.send(desk.service, liveness, desk.tenant_id, letter_id)
    sink.reset()
    with desk.db() as session:
        draft = session.merge(desk.complaint(complaint_id))
        target = session.merge(desk.complaint(other_id))
        attaching.attach(_work(desk, session), draft, target)
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.resolve_unknown(session, letter, False, desk.user_id)

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert sink.messages == []


def test_what_nobody_changed_is_sent_again_as_it_was(
    desk: LetterDesk, liveness: Liveness, sink: Sink
) -> None:
    _, letter_id = desk.draft()
    before = desk.letter(letter_id).content
    sink.behaviour.lose = 1.0
    send.send(desk.service, liveness, desk.tenant_id, letter_id)
    sink.reset()
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.resolve_unknown(session, letter, False, desk.user_id)

    send.send(desk.service, liveness, desk.tenant_id, letter_id)

    assert [m.content for m in sink.messages] == [before]
