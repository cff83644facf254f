"""A complaint goes from status to status as the table says, and no other way."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from sqlalchemy import select

from models.base.errors import MoveRefused, StaleVersion
from models.complaints import moves
from models.complaints.moves import MOVES, move_to
from models.complaints.work import Work
from models.rows.complaint import Note, Status
from models.rows.user import User
from models.store.session import TenantSession
from tests.models.complaints.scene import TODAY, events, make_complaint, make_draft

NEW, IN_PROGRESS, WAITING, RESOLVED, CLOSED = Status


@pytest.mark.parametrize(("old", "new"), list(itertools.product(Status, Status)))
def test_it_moves_as_the_table_says(
    session: TenantSession, work: Work, old: Status, new: Status
) -> None:
    complaint = make_complaint(session, status=old, answered_on=TODAY)

    if new in MOVES[old]:
        move_to(work, complaint, new, "Un élément nouveau.")
        assert complaint.status is new
    else:
        with pytest.raises(MoveRefused, match="pas prévu"):
            move_to(work, complaint, new, "Un élément nouveau.")


def test_it_keeps_a_move_in_the_history(
    session: TenantSession, work: Work, alice: User
) -> None:
    complaint = make_complaint(session)

    move_to(work, complaint, IN_PROGRESS)

    [event] = events(session, complaint)
    assert (event.kind, event.actor_id) == ("complaint:moved", alice.id)
    assert event.data == {"from": "new", "to": "in_progress"}


def test_it_does_not_resolve_without_an_answer(
    session: TenantSession, work: Work
) -> None:
    complaint = make_complaint(session, status=IN_PROGRESS)

    with pytest.raises(MoveRefused, match="réponse définitive"):
        move_to(work, complaint, RESOLVED)

    assert complaint.status is IN_PROGRESS


def test_it_does_not_move_a_draft(session: TenantSession, work: Work) -> None:
    with pytest.raises(MoveRefused, match="Confirmez"):
        move_to(work, make_draft(session), IN_PROGRESS)


def test_it_says_when_it_was_closed(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session, status=RESOLVED, answered_on=TODAY)

    move_to(work, complaint, CLOSED)

    assert complaint.closed_at is not None


def test_it_reopens_with_a_reason(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session, status=CLOSED, answered_on=TODAY)

    move_to(work, complaint, IN_PROGRESS, "Nouvelle expertise.")

    note = session.scalars(select(Note)).one()
    [event] = events(session, complaint)
    assert complaint.closed_at is None
    assert (event.kind, event.data["note"]) == ("complaint:reopened", str(note.id))
    assert note.text == "Nouvelle expertise."


@pytest.mark.parametrize("old", [RESOLVED, CLOSED])
def test_it_does_not_reopen_without_a_reason(
    session: TenantSession, work: Work, old: Status
) -> None:
    complaint = make_complaint(session, status=old, answered_on=TODAY)

    with pytest.raises(MoveRefused, match="pourquoi"):
        move_to(work, complaint, IN_PROGRESS, "  ")


def test_waiting_does_not_stop_the_clock(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session, status=IN_PROGRESS)
    before = complaint.acknowledge_by, complaint.answer_by

    move_to(work, complaint, WAITING)

    assert (complaint.acknowledge_by, complaint.answer_by) == before


def test_it_tells_the_second_of_two_people(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session)
    seen = complaint.version
    move_to(replace(work, seen=seen), complaint, IN_PROGRESS)

    with pytest.raises(StaleVersion, match="Quelqu’un d’autre"):
        move_to(replace(work, seen=seen), complaint, WAITING)

    assert complaint.status is IN_PROGRESS


def test_every_status_has_its_line() -> None:
    assert set(moves.MOVES) == set(Status)
