"""A draft joins a complaint with all it has, and takes all of it back when undone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.base.errors import Refused
from models.complaints.attaching import attach, undo_attach
from models.complaints.documents import Document, add_document
from models.complaints.register import find_by_reference
from models.complaints.work import Work
from models.rows.complaint import Complaint
from models.rows.complaint_parts import (
    CHAIN,
    Attachment,
    ComplaintMessage,
    LinkKind,
    Party,
    PartyRole,
)
from models.rows.message import InboundMessage
from models.rows.user import User
from models.sending.locking import acts_of
from models.store.service import Service
from models.store.session import TenantSession
from tests.models.complaints.letters import make_left, plan_letter, state_of
from tests.models.complaints.scene import (
    NOW,
    SENT_AT,
    events,
    kinds,
    make_complaint,
    make_draft,
    make_party,
)

PDF = Document("constat.pdf", "application/pdf", b"%PDF-1.7 constat")


def make_link(session: TenantSession, draft: Complaint) -> ComplaintMessage:
    message = InboundMessage(
        tenant_id=session.tenant_id, size=10, received_at=draft.received_at
    )
    session.add(message)
    session.flush()
    link = ComplaintMessage(
        tenant_id=session.tenant_id,
        complaint_id=draft.id,
        message_id=message.id,
        part=0,
        kind=LinkKind.ORIGIN,
    )
    session.add(link)
    session.flush()
    return link


@pytest.fixture
def target(session: TenantSession) -> Complaint:
    found = make_complaint(session, sent_at=datetime(2026, 11, 10, tzinfo=UTC))
    make_party(session, found, 0, name="Jeanne Martin")
    return found


def test_messages_papers_and_people_follow_and_come_back(
    session: TenantSession, work: Work, service: Service, alice: User, target: Complaint
) -> None:
    draft = make_draft(session)
    link = make_link(session, draft)
    document = add_document(work, draft, PDF)
    party = make_party(session, draft, 0, name="Paul Martin")

    attach(work, draft, target)

    joined = [link.complaint_id, document.complaint_id, party.complaint_id]
    assert joined == [target.id] * 3
    assert link.kind is LinkKind.FOLLOW_UP
    assert (party.position, party.role) == (CHAIN, PartyRole.OTHER)

    undo_attach(work, draft)

    assert _of(session, draft) == [link.message_id, document.id, party.id]
    assert (link.kind, party.role) == (LinkKind.ORIGIN, PartyRole.COMPLAINANT)
    assert draft.is_draft


def test_its_reference_finds_the_file(
    session: TenantSession, work: Work, target: Complaint
) -> None:
    draft = make_draft(session, public_reference="D-AAAAAA")

    attach(work, draft, target)

    assert find_by_reference(session, session.tenant_id, "D-AAAAAA") is target


def test_its_acknowledgement_stays_at_home(
    session: TenantSession, work: Work, service: Service, target: Complaint
) -> None:
    draft = make_draft(session)
    plan_letter(session, service, draft)
    before = state_of(session, draft)

    attach(work, draft, target)
    assert state_of(session, draft) == ("suppressed", "attached")

    undo_attach(work, draft)
    assert state_of(session, draft) == before


def test_an_acknowledgement_that_left_stays(
    session: TenantSession, work: Work, service: Service, target: Complaint
) -> None:
    draft = make_draft(session)
    make_left(session, plan_letter(session, service, draft))

    attach(work, draft, target)

    assert state_of(session, draft) == ("accepted", "")


def test_both_histories_tell_it(
    session: TenantSession, work: Work, target: Complaint
) -> None:
    draft = make_draft(session)

    attach(work, draft, target)
    undo_attach(work, draft)

    assert kinds(session, draft) == ["complaint:attached", "complaint:detached"]
    assert kinds(session, target) == ["complaint:joined", "complaint:left"]
    assert events(session, target)[0].data == {"draft": str(draft.id)}


def test_the_clock_runs_from_the_first_letter(
    session: TenantSession, work: Work, target: Complaint
) -> None:
    draft = make_draft(session, sent_at=datetime(2026, 11, 2, 9, tzinfo=UTC))

    attach(work, draft, target)
    assert str(target.answer_by) == "2027-01-02"
    [joined] = events(session, target)
    assert [kind for kind, _ in acts_of(joined)][1:] == ["complaint:dates_corrected"]

    undo_attach(work, draft)
    assert target.sent_at == datetime(2026, 11, 10, tzinfo=UTC)
    assert str(target.answer_by) == "2027-01-10"


def test_an_earlier_letter_brings_its_day_of_reception_and_what_is_known_of_its_sending(
    session: TenantSession, work: Work, target: Complaint
) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    sources = {"sent_precision": "none", "received_source": "quoted_date"}
    draft = make_draft(session, sent_at=at, received_at=at, **sources)
    before = target.received_on

    attach(work, draft, target)
    assert (str(target.received_on), target.received_source) == (
        "2026-11-02",
        "attached",
    )
    assert not target.is_sent_on_known

    undo_attach(work, draft)
    assert target.received_on == before
    assert target.is_sent_on_known


def test_a_later_letter_moves_nothing(
    session: TenantSession, work: Work, target: Complaint
) -> None:
    before = target.answer_by

    attach(work, make_draft(session, sent_at=SENT_AT), target)

    assert target.answer_by == before


def test_it_does_not_join_what_is_settled(
    session: TenantSession, work: Work, service: Service
) -> None:
    settled = make_draft(session, settled_at=NOW, dismissed_reason="service")

    with pytest.raises(Refused, match="choisissez-en un autre"):
        attach(work, make_draft(session), settled)


def test_it_does_not_join_itself(session: TenantSession, work: Work) -> None:
    draft = make_draft(session)

    with pytest.raises(Refused, match="lui-même"):
        attach(work, draft, draft)


def test_what_is_not_attached_is_not_detached(
    session: TenantSession, work: Work
) -> None:
    with pytest.raises(Refused, match="n’est pas rattaché"):
        undo_attach(work, make_draft(session))


def _of(session: TenantSession, complaint: Complaint) -> list[object]:
    found: list[object] = []
    for column in (ComplaintMessage.message_id, Attachment.id, Party.id):
        table = column.class_
        found += session.scalars(
            select(column).where(table.complaint_id == complaint.id)
        ).all()
    return found


def test_a_writing_does_not_join_an_oral_complaint_that_still_is_one(
    session: TenantSession, service: Service, alice: User
) -> None:
    oral, draft = make_complaint(session, channel="phone"), make_draft(session)
    work = Work(session, service, alice.id)

    with pytest.raises(Refused, match="orale"):
        attach(work, draft, oral)

    assert draft.attached_to is None
    oral.channel = "post"
    attach(work, draft, oral)
