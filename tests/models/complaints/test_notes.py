"""Colleagues leave words and share the work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.base.errors import Refused
from models.complaints.notes import add_note, assign, list_notes, record_invitation
from models.complaints.work import Work
from models.rows.user import Role, User
from models.store.session import TenantSession
from tests.models.complaints.scene import TODAY, events, make_complaint
from tests.models.conftest import make_user


def test_a_note_is_kept_and_its_words_stay_out_of_the_history(
    session: TenantSession, work: Work
) -> None:
    complaint = make_complaint(session)

    note = add_note(work, complaint, " Rappeler Mme Martin. ")

    [event] = events(session, complaint)
    assert [n.text for n in list_notes(session, complaint)] == ["Rappeler Mme Martin."]
    assert event.data == {"note": str(note.id)}


@pytest.mark.parametrize("words", ["", "  \n", "x" * 10_001])
def test_it_refuses_a_note(session: TenantSession, work: Work, words: str) -> None:
    with pytest.raises(Refused):
        add_note(work, make_complaint(session), words)


def test_it_gives_the_file_to_a_colleague(
    session: TenantSession, work: Work, alice: User
) -> None:
    complaint = make_complaint(session)

    assign(replace(work, seen=complaint.version), complaint, alice.id)

    [event] = events(session, complaint)
    assert complaint.assigned_to == alice.id
    assert event.data == {"from": None, "to": str(alice.id)}


def test_a_reader_is_given_nothing(session: TenantSession, work: Work) -> None:
    benoit = make_user(session, "Benoît Petit", Role.READER)

    with pytest.raises(Refused, match="ne peut pas traiter"):
        assign(work, make_complaint(session), benoit.id)


def test_an_invitation_to_write_is_dated(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session, channel="phone")

    record_invitation(work, complaint, TODAY)

    [event] = events(session, complaint)
    assert complaint.invited_on == TODAY
    assert event.kind == "complaint:invited_to_write"
