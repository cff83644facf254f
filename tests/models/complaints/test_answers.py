"""The final answer: its day, its channel, its outcome, and perhaps its file."""

from __future__ import annotations

from datetime import date

import pytest

from models.complaints.answers import Answer, record_answer
from models.complaints.attachment import AttachmentRole
from models.complaints.documents import Paper, list_documents
from models.complaints.work import Work
from models.errors import Refused
from models.service import Service
from models.session import TenantSession
from tests.models.complaints.letters import make_left, plan_letter, state_of
from tests.models.complaints.scene import TODAY, events, make_complaint, make_draft

YES = Answer(date(2026, 11, 20), "email", "favourable")


def test_it_keeps_the_answer_and_its_file(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session)
    paper = Paper("réponse.pdf", "application/pdf", b"%PDF-1.7")

    record_answer(work, complaint, YES, paper)

    [kept] = list_documents(session, complaint)
    [event] = events(session, complaint)
    assert (kept.role, kept.filename) == (AttachmentRole.ANSWER, "réponse.pdf")
    assert complaint.answered_on == YES.on
    assert event.data == {
        "on": "2026-11-20",
        "channel": "email",
        "outcome": "favourable",
        "attachment": str(kept.id),
        "in_window": True,
    }


def test_in_the_ten_days_no_acknowledgement_is_needed(
    session: TenantSession, work: Work, service: Service
) -> None:
    complaint = make_complaint(session)
    plan_letter(session, service, complaint)

    record_answer(work, complaint, YES)

    assert state_of(session, complaint) == ("suppressed", "answered_in_window")


def test_after_the_ten_days_it_still_is(
    session: TenantSession, work: Work, service: Service
) -> None:
    complaint = make_complaint(session, acknowledge_by=date(2026, 11, 19))
    plan_letter(session, service, complaint)

    record_answer(work, complaint, YES)

    assert state_of(session, complaint)[1] != "answered_in_window"


def test_a_letter_that_left_is_no_more_suppressed(
    session: TenantSession, work: Work, service: Service
) -> None:
    complaint = make_complaint(session)
    make_left(session, plan_letter(session, service, complaint))

    record_answer(work, complaint, YES)

    assert state_of(session, complaint) == ("accepted", "")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(date(2026, 11, 15), "email", "favourable"), "précéder"),
        (Answer(date(2026, 11, 24), "email", "favourable"), "futur"),
        (Answer(TODAY, "pigeon", "favourable"), "canal"),
        (Answer(TODAY, "email", ""), "issue"),
    ],
)
def test_it_refuses(
    session: TenantSession, work: Work, answer: Answer, sentence: str
) -> None:
    complaint = make_complaint(session)

    with pytest.raises(Refused, match=sentence):
        record_answer(work, complaint, answer)


def test_a_draft_is_not_answered(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)

    with pytest.raises(Refused, match="pas confirmée"):
        record_answer(work, draft, YES)
