"""A corrected day moves both deadlines and leaves old and new in the history."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.analysis.reception import NO_DATE
from models.base.errors import Refused
from models.complaints.corrections import correct_dates
from models.complaints.legal_dates import Days, late_on_handover
from models.complaints.work import Work
from models.rows.complaint import Complaint, Regime
from models.rows.tenant import Activity, Tenant
from models.sending.composing import compose
from models.store.session import TenantSession
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

    changed = correct_dates(work, draft, Days(date(2026, 10, 31), RECEIVED))

    # 1 November is a Sunday, 11 November a holiday.
    assert changed
    assert draft.acknowledge_by == date(2026, 11, 13)
    assert draft.answer_by == date(2026, 12, 31)
    assert draft.late_on_arrival == "ack"
    assert (draft.sent_precision, draft.sent_source) == ("day", "person")


def test_it_keeps_old_and_new(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)

    correct_dates(work, draft, Days(date(2026, 11, 14), RECEIVED))

    [event] = events(session, draft)
    assert event.kind == "complaint:dates_corrected"
    assert event.data["sent_on"] == ["2026-11-16", "2026-11-14"]
    assert event.data["answer_by"] == ["2027-01-16", "2027-01-14"]


def test_an_unchanged_day_keeps_its_minute(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)

    changed = correct_dates(work, draft, Days(draft.sent_on, RECEIVED))

    assert not changed
    assert draft.sent_at == SENT_AT
    assert kinds(session, draft) == []


def test_amf_counts_from_sending(session: TenantSession, work: Work) -> None:
    draft = make_complaint(session, regime=Regime.AMF, activity=Activity.CIF)

    correct_dates(work, draft, Days(date(2026, 1, 5), date(2026, 2, 20)))

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
        correct_dates(work, make_draft(session), Days(sent_on, received_on))


def test_the_letter_tells_the_corrected_days(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    letter = plan_letter(session, work.service, draft)
    assert "16 janvier 2027" in letter.body.replace("\u00a0", " ")

    correct_dates(work, draft, Days(date(2026, 11, 14), RECEIVED))

    assert "14 janvier 2027" in letter.body.replace("\u00a0", " ")


def make_undated(session: TenantSession) -> Complaint:
    """A draft whose day of sending nobody could read: reception stands for it."""
    at = datetime(2026, 11, 17, 8, tzinfo=UTC)
    return make_draft(
        session,
        sent_at=at,
        sent_on=RECEIVED,
        sent_precision="none",
        sent_source=NO_DATE,
        acknowledge_by=date(2026, 11, 28),
        answer_by=date(2027, 1, 17),
    )


def test_a_person_confirms_a_day_that_nobody_could_read(
    session: TenantSession, work: Work
) -> None:
    draft = make_undated(session)

    assert correct_dates(
        work, draft, Days(RECEIVED, RECEIVED, is_sent_on_confirmed=True)
    )

    assert draft.is_sent_on_known
    assert (draft.sent_precision, draft.sent_source) == ("day", "person")
    [event] = events(session, draft)
    assert (event.kind, event.data["fields"]) == (
        "complaint:dates_confirmed",
        ["sent_on"],
    )


def test_a_day_that_nobody_says_stays_unknown(
    session: TenantSession, work: Work
) -> None:
    draft = make_undated(session)

    correct_dates(work, draft, Days(RECEIVED, date(2026, 11, 12)))

    # Reception goes on standing for it.
    assert (draft.sent_on, draft.is_sent_on_known) == (date(2026, 11, 12), False)
    assert draft.is_received_on_confirmed


def test_a_letter_tells_the_day_of_reception_that_a_person_vouched_for(
    session: TenantSession, work: Work
) -> None:
    draft = make_complaint(session, received_source="quoted_date")
    letter = plan_letter(session, work.service, draft)
    assert "reçue le" not in letter.body

    days = Days(draft.sent_on, draft.received_on, is_received_on_confirmed=True)
    correct_dates(work, draft, days)

    assert "reçue le mardi 17 novembre 2026" in letter.body.replace("\u00a0", " ")


def test_it_tells_late_post_from_a_late_handover(session: TenantSession) -> None:
    tenant = session.get_one(Tenant, session.tenant_id)
    at = datetime(2026, 12, 5, tzinfo=UTC)

    handed = make_draft(session, taken_in_at=at)
    posted = make_draft(session, taken_in_at=at, late_on_arrival="ack")

    assert (handed.late_on_arrival, late_on_handover(handed, tenant)) == ("", "ack")
    assert late_on_handover(posted, tenant) == ""
