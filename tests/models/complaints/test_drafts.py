"""A draft is confirmed or dismissed, and either can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.base.errors import Refused, StaleVersion
from models.complaints.answers import Answer, record_answer
from models.complaints.confirming import (
    Reply,
    confirm,
    dismiss,
    undo_confirm,
    undo_dismiss,
)
from models.complaints.moves import move_to
from models.complaints.register import find_by_reference
from models.complaints.work import Work
from models.rows.complaint import Complaint, Status
from models.rows.letter import LetterKind, LetterState
from models.rows.user import User
from models.store.service import Service
from models.store.session import TenantSession
from tests.models.complaints.letters import (
    make_left,
    make_promise,
    plan_letter,
    state_of,
)
from tests.models.complaints.scene import NOW, TODAY, events, kinds, make_draft


def test_it_gets_the_next_number(
    session: TenantSession, work: Work, alice: User
) -> None:
    first, second = make_draft(session), make_draft(session)

    given = [confirm(work, d) for d in (first, second)]

    assert given == ["2026-0001", "2026-0002"]
    assert (first.status, first.confirmed_by) == (Status.NEW, alice.id)
    assert events(session, first)[0].data == {"number": "2026-0001"}


def test_the_year_is_that_of_the_cabinets_clock(
    session: TenantSession, work: Work
) -> None:
    midnight_in_paris = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)

    number = confirm(replace(work, at=midnight_in_paris), make_draft(session))

    assert number == "2027-0001"


def test_both_references_find_the_file(session: TenantSession, work: Work) -> None:
    draft = make_draft(session, public_reference="D-7K3M9Q")
    number = confirm(work, draft)

    for asked in (number, "d-7k3m9q "):
        assert find_by_reference(session, session.tenant_id, asked) is draft


def test_it_is_confirmed_once(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)
    confirm(work, draft)

    with pytest.raises(Refused, match="déjà été traité"):
        confirm(work, draft)


def test_an_undone_confirmation_leaves_no_hole(
    session: TenantSession, work: Work
) -> None:
    draft, other = make_draft(session), make_draft(session)
    confirm(work, draft)

    undo_confirm(work, draft)
    confirm(work, other)
    confirm(work, draft)

    assert (draft.number, other.number) == ("2026-0001", "2026-0002")


def test_what_is_worked_on_stays_confirmed(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)
    confirm(work, draft)
    move_to(work, draft, Status.IN_PROGRESS)

    with pytest.raises(Refused, match="a commencé"):
        undo_confirm(work, draft)


def test_what_is_answered_stays_confirmed(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)
    confirm(work, draft)
    answer = Answer(TODAY, "email", "favourable", "Bonjour.")
    record_answer(work, draft, answer)

    with pytest.raises(Refused, match="a commencé"):
        undo_confirm(work, draft)


def test_a_dismissed_draft_is_not_acknowledged(
    session: TenantSession, work: Work, service: Service
) -> None:
    draft = make_draft(session)
    plan_letter(session, service, draft)

    dismiss(work, draft, "information")

    assert draft.settled_at == NOW
    assert state_of(session, draft) == ("suppressed", "dismissed")
    assert "complaint:dismissed" in kinds(session, draft)


def test_a_dismissal_taken_back_decides_the_letter_again(
    session: TenantSession, work: Work, service: Service
) -> None:
    draft = make_draft(session)
    plan_letter(session, service, draft)
    before = state_of(session, draft)

    dismiss(work, draft, "service")
    undo_dismiss(work, draft)

    assert draft.is_draft
    assert state_of(session, draft) == before


def test_a_number_once_given_is_never_given_again(
    session: TenantSession, work: Work
) -> None:
    draft, other = make_draft(session), make_draft(session)
    confirm(work, draft)
    undo_confirm(work, draft)
    dismiss(work, draft, "service")

    confirm(work, other)

    assert (draft.number, other.number) == ("2026-0001", "2026-0002")
    assert draft.is_annulled
    undo_dismiss(work, draft)
    assert (confirm(work, draft), draft.is_annulled) == ("2026-0001", False)


@pytest.mark.parametrize("state", ["claimed", "dot_pending", "accepted", "unknown"])
def test_a_promise_that_left_is_kept_before_a_dismissal(
    session: TenantSession, work: Work, state: str
) -> None:
    draft = make_draft(session)
    make_promise(session, work.service, draft, LetterState(state))

    with pytest.raises(Refused, match="annonce une réponse"):
        dismiss(work, draft, "information")

    assert draft.is_draft
    dismiss(work, draft, "information", Reply(TODAY, "email"))
    assert (draft.answered_on, draft.answer_channel) == (TODAY, "email")
    last = events(session, draft)[-1].data
    assert (last["replied_on"], last["channel"]) == (str(TODAY), "email")


@pytest.mark.parametrize("state", ["planned", "held", "refused", "bounced"])
def test_a_letter_that_nobody_got_promises_nothing(
    session: TenantSession, work: Work, state: str
) -> None:
    draft = make_draft(session)
    make_promise(session, work.service, draft, LetterState(state))

    dismiss(work, draft, "information")

    assert not draft.is_draft


def test_a_receipt_that_left_promises_nothing(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    receipt = plan_letter(session, work.service, draft)
    make_left(session, receipt)
    assert receipt.kind is LetterKind.RECEIPT

    dismiss(work, draft, "information")

    assert not draft.is_draft
    assert state_of(session, draft) == ("accepted", "")


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(date(2026, 11, 15), "email"), "précéder"),
        (Reply(date(2026, 11, 24), "email"), "futur"),
        (Reply(TODAY, "oral_only"), "doit être écrite"),
        (Reply(TODAY, ""), "canal"),
    ],
)
def test_a_reply_that_cannot_be_keeps_no_promise(
    session: TenantSession, work: Work, reply: Reply, sentence: str
) -> None:
    draft = make_draft(session)

    with pytest.raises(Refused, match=sentence):
        dismiss(work, draft, "information", reply)


def test_a_dismissal_taken_back_is_no_answer(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    dismiss(work, draft, "information", Reply(TODAY, "email"))

    undo_dismiss(work, draft)

    assert (draft.answered_on, draft.answer_channel) == (None, "")


@pytest.mark.parametrize("reason", ["pénible", "out_of_scope"])
def test_a_reason_comes_from_the_list(
    session: TenantSession, work: Work, reason: str
) -> None:
    with pytest.raises(Refused, match="motif"):
        dismiss(work, make_draft(session), reason)


@pytest.mark.parametrize("verb", [undo_confirm, undo_dismiss])
def test_nothing_done_is_nothing_to_undo(
    session: TenantSession, work: Work, verb: object
) -> None:
    with pytest.raises(Refused):
        verb(work, make_draft(session))  # type: ignore[operator]


def test_the_second_of_two_is_told(
    session: TenantSession, work: Work, service: Service
) -> None:
    draft: Complaint = make_draft(session)
    seen = draft.version
    confirm(replace(work, seen=seen), draft)

    with pytest.raises(StaleVersion):
        dismiss(replace(work, seen=seen), draft, "service")
