"""The final answer: its day, its channel, its outcome, and perhaps its file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.analysis.findings import AttachmentRole
from models.base.errors import Refused
from models.complaints.answers import (
    Answer,
    is_in_window,
    lacks_mediator,
    read_text,
    record_answer,
)
from models.complaints.documents import Document, list_documents
from models.complaints.work import Work
from models.rows.tenant import Activity, Mediator, Tenant
from models.sending import composing
from models.store.service import Service
from models.store.session import TenantSession
from tests.models.complaints.letters import make_left, plan_letter, state_of
from tests.models.complaints.scene import TODAY, events, make_complaint, make_draft

YES = Answer(date(2026, 11, 20), "email", "favourable", "Bonjour, vous aviez raison.")
PDF = Document("réponse.pdf", "application/pdf", b"%PDF-1.7")


def test_it_keeps_the_answer_and_its_file(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session)

    record_answer(work, complaint, replace(YES, text=""), PDF)

    [kept] = list_documents(session, complaint)
    [event] = events(session, complaint)
    assert (kept.role, kept.filename) == (AttachmentRole.ANSWER, "réponse.pdf")
    assert complaint.answered_on == YES.on
    assert event.data == {
        "on": "2026-11-20",
        "channel": "email",
        "outcome": "favourable",
        "text": None,
        "attachment": str(kept.id),
        "names_mediator": False,
        "in_window": True,
    }


def test_it_keeps_the_text_of_the_answer(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session)

    record_answer(work, complaint, replace(YES, names_mediator=True))

    [kept] = list_documents(session, complaint)
    assert (kept.role, kept.filename) == (
        AttachmentRole.ANSWER,
        "Réponse du 20-11-2026.txt",
    )
    assert read_text(session, work.service, complaint) == YES.text
    assert complaint.answer_names_mediator is True


def test_a_corrected_answer_keeps_both_texts(
    session: TenantSession, work: Work
) -> None:
    complaint = make_complaint(session)
    record_answer(work, complaint, YES)

    record_answer(work, complaint, replace(YES, text="Bonjour, tout compte fait."))
    record_answer(work, complaint, replace(YES, text="", on=TODAY))

    assert len(list_documents(session, complaint)) == 2
    text = read_text(session, work.service, complaint)
    assert text == "Bonjour, tout compte fait."


def test_an_answer_needs_its_words(session: TenantSession, work: Work) -> None:
    complaint = make_complaint(session)

    with pytest.raises(Refused, match="texte de la réponse, ou joignez"):
        record_answer(work, complaint, replace(YES, text=" "))

    assert complaint.answered_on is None


@pytest.mark.parametrize(
    ("outcome", "names_mediator", "lacks"),
    [
        ("favourable", True, False),
        ("favourable", False, True),
        ("unfavourable", False, True),
        ("withdrawn", False, False),
    ],
)
def test_it_says_that_the_mediator_is_not_named(
    session: TenantSession, work: Work, outcome: str, names_mediator: bool, lacks: bool
) -> None:
    complaint = make_complaint(session)
    assert not lacks_mediator(session, complaint)

    answer = replace(YES, outcome=outcome, names_mediator=names_mediator)
    record_answer(work, complaint, answer)

    assert lacks_mediator(session, complaint) is lacks


@pytest.mark.parametrize("accepts", [True, False])
def test_it_asks_for_no_mediator_that_takes_no_professionals(
    session: TenantSession, work: Work, accepts: bool
) -> None:
    complaint = make_complaint(session)
    complaint.reclamant_type = "professional"
    mediator = session.scalars(select(Mediator)).first()
    if mediator is None:
        mediator = Mediator(
            tenant_id=session.tenant_id,
            activity=Activity.IAS,
            name="M",
            address="A",
            site="",
        )
        session.add(mediator)
    mediator.accepts_professionals = accepts
    session.flush()
    composing.forget(session)
    record_answer(work, complaint, replace(YES, names_mediator=False))

    assert lacks_mediator(session, complaint) is accepts


def test_it_directs_a_complaint_about_somebody_else(
    session: TenantSession, work: Work
) -> None:
    complaint = make_complaint(session)
    elsewhere = replace(YES, outcome="handed_over", directed_to="Assurances du Lac")

    record_answer(work, complaint, elsewhere)
    assert complaint.directed_to == "Assurances du Lac"
    record_answer(work, complaint, replace(elsewhere, outcome="favourable"))
    assert complaint.directed_to == ""


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


ZONES = ("Europe/Paris", "Indian/Reunion", "America/Martinique")
TENTH = date(2026, 11, 27)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("days", "required"), [(-1, False), (0, False), (1, True), (2, True)]
)
def test_an_answer_on_the_tenth_day_itself_is_in_time(
    session: TenantSession,
    tenant: Tenant,
    work: Work,
    zone: str,
    days: int,
    required: bool,
) -> None:
    tenant.time_zone = zone
    complaint = make_complaint(session, acknowledge_by=TENTH)
    plan_letter(session, work.service, complaint)
    on = TENTH + timedelta(days=days)
    last_minute = datetime.combine(on, time(23, 59), ZoneInfo(zone))

    record_answer(replace(work, at=last_minute), complaint, replace(YES, on=on))

    is_suppressed = state_of(session, complaint) == ("suppressed", "answered_in_window")
    assert (is_in_window(complaint), is_suppressed) == (not required, not required)


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_of_an_answer_is_one_of_the_cabinets_own(
    session: TenantSession, tenant: Tenant, work: Work, zone: str
) -> None:
    tenant.time_zone = zone
    complaint = make_complaint(session)
    midnight = datetime.combine(TENTH, time(), ZoneInfo(zone))

    evening = replace(work, at=midnight - timedelta(seconds=1))

    with pytest.raises(Refused, match="futur"):
        record_answer(evening, complaint, replace(YES, on=TENTH))

    record_answer(replace(work, at=midnight), complaint, replace(YES, on=TENTH))
    assert complaint.answered_on == TENTH


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(date(2026, 11, 15), "email", "favourable"), "précéder"),
        (Answer(date(2026, 11, 24), "email", "favourable"), "futur"),
        (Answer(TODAY, "pigeon", "favourable"), "canal"),
        (Answer(TODAY, "email", ""), "issue"),
        (Answer(TODAY, "oral_only", "favourable"), "doit être écrite"),
        (Answer(TODAY, "email", "handed_over", "Bonjour."), "vers qui"),
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
