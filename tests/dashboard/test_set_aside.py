"""Mis de côté, and the ignored messages beside."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from ingest.intake.batch import take_in
from ingest.sandbox.examine import examine
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.complaint_parts import ComplaintMessage
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage, Verdict
from models.store.service import Service
from models.store.session import TenantSession
from tests.cast import Person
from tests.makers import RAW, make_mailbox, make_message

OUT_OF_OFFICE = (
    RAW.replace(b"Remboursement jamais recu", b"Absence du bureau")
    .replace(b"<un@client.example>", b"<absence@client.example>")
    .replace(b"\r\n\r\n", b"\r\nAuto-Submitted: auto-replied\r\n\r\n", 1)
)


@pytest.fixture
def aside(db: TenantSession, service: Service) -> UUID:
    message = make_message(db, service, reason="failed", failures=3)
    db.commit()
    return message.id


@pytest.fixture
def ignored(db: TenantSession, service: Service) -> UUID:
    message = make_message(
        db,
        service,
        OUT_OF_OFFICE,
        verdict=Verdict.IGNORED,
        rule="auto_submitted",
        reason="",
    )
    db.commit()
    return message.id


def row(alice: Person, message_id: UUID) -> InboundMessage:
    with alice.db() as session:
        return session.get_one(InboundMessage, (alice.tenant_id, message_id))


def understand(alice: Person, service: Service, message_id: UUID) -> None:
    """Do what a worker does next."""
    take_in(
        service, alice.tenant_id, {message_id: row(alice, message_id).attempt}, examine
    )


def test_it_shows_each_with_its_reason(alice: Person, aside: UUID) -> None:
    page = alice.get("/mis-de-cote").text

    assert f'id="message-{aside}"' in page
    assert "Remboursement jamais recu" in page
    assert "La lecture a échoué trois fois de suite." in page
    assert f"/reclamations/nouvelle?message={aside}" in page


def test_it_is_read_again(alice: Person, service: Service, aside: UUID) -> None:
    assert alice.post(f"/mis-de-cote/{aside}/rejouer").status_code == 303
    again = row(alice, aside)
    assert (again.verdict, again.failures) == (Verdict.STORED, 0)

    understand(alice, service, aside)

    assert row(alice, aside).verdict in (Verdict.DRAFT, Verdict.DUPLICATE)


def test_only_what_is_aside_is_read_again(alice: Person, ignored: UUID) -> None:
    answer = alice.post(f"/mis-de-cote/{ignored}/rejouer")

    assert answer.status_code == 409
    assert row(alice, ignored).verdict is Verdict.IGNORED


def test_two_clicks_read_it_once(alice: Person, aside: UUID) -> None:
    assert alice.post(f"/mis-de-cote/{aside}/rejouer").status_code == 303
    assert alice.post(f"/mis-de-cote/{aside}/rejouer").status_code == 409


def test_an_ignored_one_shows_its_rule_and_becomes_a_draft(
    alice: Person, service: Service, ignored: UUID
) -> None:
    assert "Réponse automatique" in alice.get("/mis-de-cote?voir=ignores").text
    assert alice.post(f"/mis-de-cote/{ignored}/brouillon").status_code == 303

    understand(alice, service, ignored)

    with alice.db() as session:
        complaint = session.scalars(
            select(Complaint)
            .join(
                ComplaintMessage,
                (ComplaintMessage.tenant_id == Complaint.tenant_id)
                & (ComplaintMessage.complaint_id == Complaint.id),
            )
            .where(ComplaintMessage.message_id == ignored)
        ).one()
    assert complaint.is_draft
    # Nobody else could have written it; its letter waits for a click.
    assert complaint.complainant_email == "marie.petit@client.example"


def test_what_stayed_on_the_server_cannot_be_read_again(
    alice: Person, db: TenantSession, service: Service
) -> None:
    message = make_message(db, service, sha256=None, reason="too_large")
    db.commit()

    answer = alice.post(f"/mis-de-cote/{message.id}/rejouer")

    assert answer.status_code == 409
    assert "resté sur le serveur" in answer.text


def test_what_is_incomplete_is_fetched_again(
    alice: Person, db: TenantSession, service: Service
) -> None:
    mailbox = make_mailbox(
        db, address="court@in.reclampro.test", next_attempt_at=now(), failures=2
    )
    message = make_message(db, service, reason="incomplete", mailbox_id=mailbox.id)
    db.commit()
    assert "Relever de nouveau" in alice.get("/mis-de-cote").text

    answer = alice.post(f"/mis-de-cote/{message.id}/rejouer")

    assert answer.status_code == 303
    with alice.db() as session:
        asked = session.get_one(InboundMessage, (alice.tenant_id, message.id))
        assert (asked.verdict, asked.reason) == (Verdict.WANTED, "")
        woken = session.get_one(Mailbox, (alice.tenant_id, mailbox.id))
        assert woken.next_attempt_at is None


def test_a_reader_sees_no_button(benoit: Person, aside: UUID) -> None:
    page = benoit.get("/mis-de-cote").text

    assert f"{aside}/source" in page
    assert f"{aside}/rejouer" not in page


def test_what_a_stranger_wrote_is_only_text(
    alice: Person, db: TenantSession, service: Service
) -> None:
    raw = RAW.replace(b"Remboursement jamais recu", b"<script>alert(1)</script>")
    make_message(db, service, raw, reason="failed")
    db.commit()

    page = alice.get("/mis-de-cote").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "99999999999999999999"])
def test_any_page_number_is_answered(alice: Person, number: str) -> None:
    assert alice.get(f"/mis-de-cote?page={number}").status_code == 200
