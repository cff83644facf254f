"""Colleagues leave words and share the work."""

from __future__ import annotations

import pytest

from models.complaints.notes import add_note, assign, list_notes, tell_invited
from models.errors import Refused
from models.service import Service
from models.session import TenantSession
from models.tenants.user import Role, User
from tests.models.complaints.scene import TODAY, events, make_complaint
from tests.models.conftest import make_user


def test_a_note_is_kept_and_its_words_stay_out_of_the_history(
    session: TenantSession, alice: User
) -> None:
    complaint = make_complaint(session)

    note = add_note(session, complaint, " Rappeler Mme Martin. ", alice.id)

    [event] = events(session, complaint)
    assert [n.text for n in list_notes(session, complaint)] == ["Rappeler Mme Martin."]
    assert event.data == {"note": str(note.id)}


@pytest.mark.parametrize("words", ["", "  \n", "x" * 10_001])
def test_it_refuses_a_note(session: TenantSession, alice: User, words: str) -> None:
    with pytest.raises(Refused):
        add_note(session, make_complaint(session), words, alice.id)


def test_it_gives_the_file_to_a_colleague(
    session: TenantSession, service: Service, alice: User
) -> None:
    complaint = make_complaint(session)

    assign(session, service, complaint, alice.id, alice.id, seen=complaint.version)

    [event] = events(session, complaint)
    assert complaint.assigned_to == alice.id
    assert event.data == {"from": None, "to": str(alice.id)}


def test_a_reader_is_given_nothing(
    session: TenantSession, service: Service, alice: User
) -> None:
    benoit = make_user(session, "Benoît Petit", Role.READER)

    with pytest.raises(Refused, match="ne peut pas traiter"):
        assign(session, service, make_complaint(session), benoit.id, alice.id)


def test_an_invitation_to_write_is_dated(session: TenantSession, alice: User) -> None:
    complaint = make_complaint(session, channel="phone")

    tell_invited(session, complaint, TODAY, alice.id, today=TODAY)

    [event] = events(session, complaint)
    assert complaint.invited_on == TODAY
    assert event.kind == "complaint:invited_to_write"
