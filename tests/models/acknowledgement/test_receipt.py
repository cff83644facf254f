"""Two letters at most: the receipt of a message, and the acknowledgement of a complaint."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from models.base.errors import Refused
from models.complaints.confirming import confirm, undo_confirm
from models.complaints.declaring import declare_acknowledged
from models.complaints.search import owes_acknowledgement
from models.complaints.work import Work
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState
from models.sending import acknowledgement as ack
from models.sending.returns import note_return
from tests.lettering import LetterDesk
from tests.models.acknowledgement.test_returns import Bounce, Provenance

ELSEWHERE = "juste@client.example"


def test_a_draft_gets_a_receipt(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()

    letter = desk.letter(letter_id)
    assert (letter.kind, letter.state) == (LetterKind.RECEIPT, LetterState.PLANNED)
    assert "S’il s’agit d’une réclamation" in letter.body
    assert "votre réclamation" not in letter.body


def test_a_receipt_that_has_not_left_becomes_the_acknowledgement(
    desk: LetterDesk,
) -> None:
    complaint_id, letter_id = desk.draft()

    _confirm(desk, complaint_id)

    [letter] = _letters(desk, complaint_id)
    assert letter.id == letter_id
    assert letter.kind is LetterKind.ACKNOWLEDGEMENT
    assert letter.state is LetterState.PLANNED
    assert "nous le prenons au sérieux" in letter.body


def test_an_undone_confirmation_makes_it_a_receipt_again(desk: LetterDesk) -> None:
    complaint_id, _ = desk.draft()
    _confirm(desk, complaint_id)

    _undo(desk, complaint_id)

    [letter] = _letters(desk, complaint_id)
    assert letter.kind is LetterKind.RECEIPT
    assert "votre réclamation" not in letter.body


def test_behind_a_receipt_that_left_the_acknowledgement_waits_for_a_click(
    desk: LetterDesk,
) -> None:
    complaint_id, first, second = _both(desk)

    assert (first.kind, first.state) == (LetterKind.RECEIPT, LetterState.ACCEPTED)
    assert (second.kind, second.state) == (
        LetterKind.ACKNOWLEDGEMENT,
        LetterState.SUPPRESSED,
    )
    assert second.reason == "receipt_left"
    assert not any(kind == "letter_held" for kind, _ in desk.notices())

    _release(desk, second.id)

    first, second = _letters(desk, complaint_id)
    assert second.state is LetterState.PLANNED
    assert "nous le prenons au sérieux" in second.body
    assert first.state is LetterState.ACCEPTED


def test_a_receipt_proves_to_the_clock_that_it_was_acknowledged(
    desk: LetterDesk,
) -> None:
    complaint_id, letter_id = desk.draft()
    assert _owes(desk, complaint_id)

    desk.put(letter_id, LetterState.ACCEPTED)

    assert not _owes(desk, complaint_id)


def test_there_is_one_of_each_however_often_it_is_confirmed(desk: LetterDesk) -> None:
    complaint_id, _, second = _both(desk)

    for _ in range(2):
        _undo(desk, complaint_id)
        _confirm(desk, complaint_id)

    assert [letter.id for letter in _letters(desk, complaint_id)][1] == second.id
    assert len(_letters(desk, complaint_id)) == 2


def test_a_letter_that_is_not_to_leave_is_rewritten_without_a_word(
    desk: LetterDesk,
) -> None:
    complaint_id, _, second = _both(desk)
    before = desk.events(complaint_id)

    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        complaint.subject = "Autre objet"
        ack.redecide(session, desk.service, complaint, desk.user_id)

    assert "Autre objet" in desk.letter(second.id).body
    assert desk.events(complaint_id) == before


def test_a_click_is_taken_back_with_the_confirmation(desk: LetterDesk) -> None:
    complaint_id, _, second = _both(desk)
    _release(desk, second.id)

    _undo(desk, complaint_id)

    letter = desk.letter(second.id)
    assert (letter.state, letter.reason) == (LetterState.SUPPRESSED, "unqualified")
    with pytest.raises(Refused, match="n’attend pas"):
        _release(desk, second.id)


def test_only_the_acknowledgement_promises_a_reasoned_answer(desk: LetterDesk) -> None:
    complaint_id, _, second = _both(desk)
    assert not _has_promise_left(desk, complaint_id)

    desk.put(second.id, LetterState.UNKNOWN)

    assert _has_promise_left(desk, complaint_id)


def test_a_receipt_that_comes_back_makes_the_acknowledgement_due(
    desk: LetterDesk,
) -> None:
    complaint_id, first, second = _both(desk)

    with desk.db() as session:
        returned = Provenance(recipients=(first.envelope_from,), bounce=Bounce())
        note_return(session, desk.service, returned)

    held = desk.letter(second.id)
    assert (held.state, held.reason) == (LetterState.HELD, "receipt_returned")
    assert _owes(desk, complaint_id)

    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        complaint.complainant_email = ELSEWHERE
        ack.redecide(session, desk.service, complaint, desk.user_id)
    assert desk.letter(second.id).state is LetterState.PLANNED
    assert desk.letter(second.id).recipient == ELSEWHERE


def test_nothing_follows_a_receipt_of_which_nobody_knows_whether_it_left(
    desk: LetterDesk,
) -> None:
    complaint_id, letter_id = desk.draft()
    desk.put(letter_id, LetterState.UNKNOWN)

    _confirm(desk, complaint_id)

    [letter] = _letters(desk, complaint_id)
    assert (letter.kind, letter.state) == (LetterKind.RECEIPT, LetterState.UNKNOWN)


def test_it_is_too_late_to_say_that_it_was_done_by_other_means(
    desk: LetterDesk,
) -> None:
    complaint_id, _, _ = _both(desk)

    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        work = Work(session, desk.service, desk.user_id)
        with pytest.raises(Refused, match="déjà parti"):
            declare_acknowledged(work, complaint, now().date(), "x")


def test_the_receipt_is_not_sent_again_beside_the_acknowledgement(
    desk: LetterDesk,
) -> None:
    _, first, _ = _both(desk)
    desk.put(first.id, LetterState.BOUNCED)

    with pytest.raises(Refused, match="n’attend pas"):
        _release(desk, first.id)


def _both(desk: LetterDesk) -> tuple[UUID, Letter, Letter]:
    """A confirmed complaint whose receipt has left: its id, the receipt, what waits."""
    complaint_id, letter_id = desk.draft()
    desk.put(letter_id, LetterState.ACCEPTED)
    _confirm(desk, complaint_id)
    first, second = _letters(desk, complaint_id)
    return complaint_id, first, second


def _letters(desk: LetterDesk, complaint_id: UUID) -> list[Letter]:
    """The receipt first."""
    with desk.db() as session:
        mine = select(Letter).where(Letter.complaint_id == complaint_id)
        return list(session.scalars(mine.order_by(Letter.kind.desc())))


def _confirm(desk: LetterDesk, complaint_id: UUID) -> None:
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        confirm(Work(session, desk.service, desk.user_id), complaint)


def _undo(desk: LetterDesk, complaint_id: UUID) -> None:
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        undo_confirm(Work(session, desk.service, desk.user_id), complaint)


def _release(desk: LetterDesk, letter_id: UUID) -> None:
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        ack.release(session, desk.service, letter, desk.user_id)


def _owes(desk: LetterDesk, complaint_id: UUID) -> bool:
    with desk.db() as session:
        mine = select(owes_acknowledgement()).where(Complaint.id == complaint_id)
        return bool(session.scalar(mine))


def _has_promise_left(desk: LetterDesk, complaint_id: UUID) -> bool:
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        return ack.has_acknowledgement_left(session, complaint)
