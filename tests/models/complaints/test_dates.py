"""A corrected day moves both deadlines and leaves old and new in the history."""

from __future__ import annotations

from datetime import date

import pytest

from models.complaints.complaint import Regime
from models.complaints.composing import compose
from models.complaints.corrections import correct_dates
from models.complaints.work import Work
from models.errors import Refused
from models.session import TenantSession
from models.tenants.tenant import Activity
from tests.models.complaints.letters import plan_letter
from tests.models.complaints.scene import (
    SENT_AT,
    events,
    kinds,
    make_complaint,
    make_draft,
)

RECEIVED = date(2026, 11, 17)


def test_it_counts_again_from_the_corrected_sending(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)

    changed = correct_dates(work, draft, date(2026, 10, 31), RECEIVED)

    # 1 November is a Sunday, 11 November a holiday.
    assert changed
    assert draft.acknowledge_by == date(2026, 11, 13)
    assert draft.answer_by == date(2026, 12, 31)
    assert draft.late_on_arrival == "ack"
    assert (draft.sent_precision, draft.sent_source) == ("day", "person")


def test_it_keeps_old_and_new(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)

    correct_dates(work, draft, date(2026, 11, 14), RECEIVED)

    [event] = events(session, draft)
    assert event.kind == "complaint:dates_corrected"
    assert event.data["sent_on"] == ["2026-11-16", "2026-11-14"]
    assert event.data["answer_by"] == ["2027-01-16", "2027-01-14"]


def test_an_unchanged_day_keeps_its_minute(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)

    changed = correct_dates(work, draft, draft.sent_on, RECEIVED)

    assert not changed
    assert draft.sent_at == SENT_AT
    assert kinds(session, draft) == []


def test_amf_counts_from_sending(session: TenantSession, work: Work) -> None:
    draft = make_complaint(session, regime=Regime.AMF, activity=Activity.CIF)

    correct_dates(work, draft, date(2026, 1, 5), date(2026, 2, 20))

    assert (draft.acknowledge_by, draft.answer_by) == (
        date(2026, 1, 16),
        date(2026, 3, 5),
    )
    letter = compose(session, draft, date(2026, 2, 20), on_paper=False)
    words = letter.body.replace("\u00a0", " ")
    assert "au plus tard le jeudi 5 mars 2026" in words
    assert "à compter du vendredi 6 mars 2026" in words
    assert "20 avril" not in words


@pytest.mark.parametrize(
    ("sent_on", "received_on", "sentence"),
    [
        (date(2026, 11, 18), date(2026, 11, 17), "ne peut pas suivre"),
        (date(2026, 11, 18), date(2026, 11, 24), "dans le futur"),
    ],
)
def test_it_refuses_days_that_contradict(
    session: TenantSession,
    work: Work,
    sent_on: date,
    received_on: date,
    sentence: str,
) -> None:
    with pytest.raises(Refused, match=sentence):
        correct_dates(work, make_draft(session), sent_on, received_on)


def test_the_letter_tells_the_corrected_days(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    letter = plan_letter(session, work.service, draft)
    assert "16 janvier 2027" in letter.body.replace("\u00a0", " ")

    correct_dates(work, draft, date(2026, 11, 14), RECEIVED)

    assert "14 janvier 2027" in letter.body.replace("\u00a0", " ")
