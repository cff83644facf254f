"""A complaint that came by letter, by phone, or in a mail that nobody could read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from models.analysis.findings import AttachmentRole
from models.base.errors import Refused
from models.complaints.by_hand import Entry, enter
from models.complaints.corrections import correct
from models.complaints.documents import Document, list_documents
from models.complaints.work import Work
from models.rows.base import new_id
from models.rows.complaint import ORAL_CHANNELS, Complaint
from models.rows.complaint_parts import ComplaintMessage
from models.rows.message import InboundMessage, Verdict
from models.rows.tenant import Tenant
from models.sending.acknowledgement import find_letter, release
from models.store.service import Service
from models.store.session import TenantSession
from tests.models.complaints.letters import state_of
from tests.models.complaints.scene import kinds


@pytest.fixture
def entry() -> Entry:
    return Entry(
        form_id=new_id(),
        channel="post",
        sent_on=date(2026, 11, 16),
        received_on=date(2026, 11, 18),
        body="Je conteste la franchise appliquée.",
        fields={
            "complainant_name": "Paul Girard",
            "complainant_email": "P.Girard@exemple.fr",
            "contract_number": "AB 12",
        },
    )


def test_it_is_a_complaint_at_once(
    session: TenantSession, service: Service, tenant: Tenant, work: Work, entry: Entry
) -> None:
    made = enter(work, tenant, entry)

    assert (made.number, made.channel) == ("2026-0001", "post")
    assert (made.acknowledge_by, made.answer_by) == (
        date(2026, 11, 27),
        date(2027, 1, 16),
    )
    assert made.complainant_email == "p.girard@exemple.fr"
    assert kinds(session, made)[0] == "complaint:entered"


def test_its_acknowledgement_waits_for_a_click(
    session: TenantSession, service: Service, tenant: Tenant, work: Work, entry: Entry
) -> None:
    tenant.contact_email = "contact@duval.example"

    made = enter(work, tenant, entry)

    assert state_of(session, made)[0] == "held"


@pytest.mark.parametrize("channel", sorted(ORAL_CHANNELS))
def test_an_oral_complaint_gets_no_letter(
    session: TenantSession,
    service: Service,
    tenant: Tenant,
    work: Work,
    entry: Entry,
    channel: str,
) -> None:
    made = enter(
        work,
        tenant,
        replace(entry, channel=channel),
    )

    letter = find_letter(session, made)
    assert letter is not None
    assert state_of(session, made) == ("suppressed", "oral")
    assert (letter.body, letter.content) == ("", b"")
    with pytest.raises(Refused):
        release(session, service, letter, work.actor_id)


def test_it_gets_its_letter_once_the_person_has_written(
    session: TenantSession, service: Service, tenant: Tenant, work: Work, entry: Entry
) -> None:
    tenant.contact_email = "contact@duval.example"
    oral = replace(entry, channel="phone")
    made = enter(work, tenant, oral)

    correct(Work(session, service, work.actor_id), made, {"channel": "post"})

    letter = find_letter(session, made)
    assert letter is not None
    assert state_of(session, made)[0] == "held"
    assert "prenons au sérieux" in letter.body


def test_a_form_sent_twice_makes_one(
    session: TenantSession, service: Service, tenant: Tenant, work: Work, entry: Entry
) -> None:
    first = enter(work, tenant, entry)
    again = enter(work, tenant, entry)

    assert first is again
    assert session.scalar(select(func.count()).select_from(Complaint)) == 1


def test_a_scan_is_its_document(
    session: TenantSession, service: Service, tenant: Tenant, work: Work, entry: Entry
) -> None:
    scan = Document("lettre.pdf", "application/pdf", b"%PDF-1.7")

    made = enter(work, tenant, replace(entry, body="", documents=(scan,)))

    [kept] = list_documents(session, made)
    assert (kept.filename, kept.role) == ("lettre.pdf", AttachmentRole.UPLOAD)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": "pigeon"}, "canal"),
        ({"fields": {}}, "nom ou l’adresse"),
        ({"body": "  "}, "Décrivez"),
        ({"sent_on": date(2026, 11, 19)}, "ne peut pas suivre"),
        ({"received_on": date(2026, 12, 1)}, "futur"),
        ({"fields": {"complainant_email": "paul"}}, "e-mail"),
    ],
)
def test_it_refuses(
    session: TenantSession,
    service: Service,
    tenant: Tenant,
    work: Work,
    entry: Entry,
    changes: dict[str, object],
    sentence: str,
) -> None:
    with pytest.raises(Refused, match=sentence):
        enter(work, tenant, replace(entry, **changes))  # type: ignore[arg-type]


@pytest.fixture
def set_aside(session: TenantSession) -> InboundMessage:
    message = InboundMessage(
        tenant_id=session.tenant_id,
        size=10,
        received_at=datetime(2026, 11, 18, tzinfo=UTC),
        verdict=Verdict.SET_ASIDE,
        reason="crash",
    )
    session.add(message)
    session.flush()
    return message


def test_a_set_aside_mail_gets_its_file(
    session: TenantSession,
    service: Service,
    tenant: Tenant,
    work: Work,
    entry: Entry,
    set_aside: InboundMessage,
) -> None:
    made = enter(work, tenant, entry, set_aside)

    link = session.scalars(select(ComplaintMessage)).one()
    assert (link.complaint_id, link.message_id) == (made.id, set_aside.id)
    assert (set_aside.verdict, set_aside.rule) == (Verdict.DRAFT, "typed_in")


def test_a_mail_that_has_its_file_gets_no_second(
    session: TenantSession,
    service: Service,
    tenant: Tenant,
    work: Work,
    entry: Entry,
    set_aside: InboundMessage,
) -> None:
    enter(work, tenant, entry, set_aside)

    with pytest.raises(Refused, match="déjà rattaché"):
        enter(
            work,
            tenant,
            replace(entry, form_id=new_id()),
            set_aside,
        )
