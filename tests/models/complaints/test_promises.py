"""A deadline that moves after its letter has left is told beside the day that was promised."""

from __future__ import annotations

from datetime import date

import pytest

from models.base.errors import Refused
from models.complaints.corrections import correct_dates
from models.complaints.legal_dates import Days
from models.complaints.promises import other_promise, settle_promise
from models.complaints.work import Work
from models.rows.complaint import Complaint
from models.rows.letter import Letter
from models.store.session import TenantSession
from tests.models.complaints.letters import make_left, plan_letter
from tests.models.complaints.scene import events, make_complaint, make_draft

PROMISED, DUE = date(2027, 1, 16), date(2026, 12, 31)
EARLIER = Days(date(2026, 10, 31), date(2026, 11, 17))


def correct_once(session: TenantSession, work: Work) -> tuple[Complaint, Letter]:
    """A complaint whose letter had left when a person found that it was sent earlier."""
    complaint = make_complaint(session)
    letter = plan_letter(session, work.service, complaint)
    make_left(session, letter)
    correct_dates(work, complaint, EARLIER)
    return complaint, letter


def test_it_keeps_what_the_letter_promised(session: TenantSession, work: Work) -> None:
    complaint, letter = correct_once(session, work)

    assert (letter.promised_on, complaint.answer_by) == (PROMISED, DUE)
    assert other_promise(session, complaint) is letter
    assert events(session, complaint)[-1].data["promised_on"] == "2027-01-16"


def test_it_says_nothing_while_the_letter_can_be_rewritten(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    letter = plan_letter(session, work.service, draft)

    correct_dates(work, draft, EARLIER)

    assert letter.promised_on == DUE
    assert other_promise(session, draft) is None


def test_a_person_says_that_answering_in_time_is_enough(
    session: TenantSession, work: Work
) -> None:
    complaint, _ = correct_once(session, work)

    settle_promise(work, complaint)

    assert other_promise(session, complaint) is None
    event = events(session, complaint)[-1]
    assert event.kind == "complaint:promise_settled"
    assert event.data["answer_by"] == "2026-12-31"
    with pytest.raises(Refused):
        settle_promise(work, complaint)


def test_another_correction_asks_again(session: TenantSession, work: Work) -> None:
    complaint, letter = correct_once(session, work)
    settle_promise(work, complaint)

    correct_dates(work, complaint, Days(date(2026, 10, 30), date(2026, 11, 17)))

    assert other_promise(session, complaint) is letter


def test_it_is_over_when_the_dates_agree_again(
    session: TenantSession, work: Work
) -> None:
    complaint, _ = correct_once(session, work)

    correct_dates(work, complaint, Days(date(2026, 11, 16), date(2026, 11, 17)))

    assert other_promise(session, complaint) is None


def test_an_undated_letter_promises_no_day(session: TenantSession, work: Work) -> None:
    draft = make_draft(session, sent_precision="none")

    letter = plan_letter(session, work.service, draft)

    assert letter.promised_on is None
