"""The life of an acknowledgement before it leaves."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from sqlalchemy import update

from models.base.errors import Refused
from models.base.french import long_date
from models.complaints.declaring import declare_acknowledged, withdraw_acknowledged
from models.complaints.notes import assign
from models.complaints.work import Work
from models.letters import identifiers
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState
from models.rows.tenant import Mediator
from models.sending import acknowledgement as ack
from tests.lettering import LetterDesk, verify_forwarder

STRANGER = "inconnu@ailleurs.example"
COLLEAGUE = "collegue@cabinet.example"


def test_it_fixes_every_byte(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft("jeanne@client.example")

    letter, complaint = desk.letter(letter_id), desk.complaint(complaint_id)
    mail = message_from_bytes(letter.content, policy=policy.default)
    key = desk.service.mail_key
    assert mail["To"] == "jeanne@client.example"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"] == "<m1@client.example>"
    assert mail["Message-ID"] == letter.header_message_id
    assert (
        identifiers.read_message_id(key, mail["Message-ID"], desk.tenant_id)
        == letter_id
    )
    assert identifiers.read_bounce_address(key, letter.envelope_from) == letter_id
    assert complaint.public_reference in mail["Subject"]


def test_it_takes_nothing_from_the_mail(desk: LetterDesk) -> None:
    _, letter_id = desk.draft(
        complainant_name="Achetez http://evil.example", subject="Gagnez un prix"
    )

    body = desk.letter(letter_id).body
    assert "evil" not in body
    assert "Gagnez" not in body


def test_it_names_the_person_once_confirmed(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=STRANGER))
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        complaint.confirmed_at = now()
        ack.redecide(session, desk.service, complaint, desk.user_id)

    letter = desk.letter(letter_id)
    assert letter.state is LetterState.HELD
    assert "Jeanne Martin" in letter.body


def test_it_names_who_is_in_charge(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=STRANGER))
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        complaint.confirmed_at = now()
        assign(Work(session, desk.service, desk.user_id), complaint, desk.user_id)

    assert "Alice l’examine." in desk.letter(letter_id).body


@pytest.mark.parametrize(
    ("capacity", "accepts", "says"),
    [
        ("professional", False, "n’est ouvert qu’aux particuliers. Vous conservez"),
        ("professional", True, "qui accepte les demandes des professionnels"),
        ("individual", False, "si aucun juge n’a été saisi.\n"),
        ("former_client", False, "Ce recours n’est ouvert qu’aux particuliers."),
        ("", False, "Ce recours n’est ouvert qu’aux particuliers."),
    ],
)
def test_it_names_a_mediator_that_takes_this_person(
    desk: LetterDesk, capacity: str, accepts: bool, says: str
) -> None:
    with desk.db() as session:
        session.execute(update(Mediator).values(accepts_professionals=accepts))
    complaint_id, letter_id = desk.draft(reclamant_type=capacity)
    assert "demandes des professionnels" not in desk.letter(letter_id).body

    _redecide(desk, complaint_id, confirmed_at=now())

    assert says in desk.letter(letter_id).body


def test_it_links_to_the_pages_of_the_cabinet(desk: LetterDesk) -> None:
    desk.change(privacy_url="https://cabinet.example/p", info_url="https://c.example/r")

    _, letter_id = desk.draft()

    body = desk.letter(letter_id).body
    assert "https://cabinet.example/p" in body
    assert "https://c.example/r" in body
    assert "Médiation" not in body


def test_it_is_written_for_paper_where_there_is_no_address(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        complaint = session.get_one(Complaint, (desk.tenant_id, letter.complaint_id))
        complaint.complainant_email = ""
        ack.redecide(session, desk.service, complaint, desk.user_id)

    assert "répondez à ce message" not in desk.letter(letter_id).body


def test_it_writes_a_corrected_address_into_the_same_row(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft("faux@client.example")
    before = desk.letter(letter_id)

    _redecide(desk, complaint_id, complainant_email="juste@client.example")

    after = desk.letter(letter_id)
    mail = message_from_bytes(after.content, policy=policy.default)
    assert after.recipient == mail["To"] == "juste@client.example"
    assert after.header_message_id == before.header_message_id


def test_it_never_changes_what_has_left(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft("faux@client.example")
    desk.put(letter_id, LetterState.ACCEPTED)
    before = desk.letter(letter_id).content

    _redecide(desk, complaint_id, complainant_email="juste@client.example")

    assert desk.letter(letter_id).content == before
    assert desk.letter(letter_id).state is LetterState.ACCEPTED


def test_it_is_planned_once_the_forwarder_is_verified(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=STRANGER))
    verify_forwarder(desk, STRANGER)

    _redecide(desk, complaint_id)

    assert desk.letter(letter_id).state is LetterState.PLANNED
    kinds = ["complaint:drafted", "letter:held", "letter:planned"]
    assert desk.events(complaint_id) == kinds


def test_it_is_suppressed_by_an_attachment_and_planned_again(desk: LetterDesk) -> None:
    target, _ = desk.draft()
    complaint_id, letter_id = desk.draft()

    _redecide(desk, complaint_id, attached_to=target, settled_at=now())
    assert desk.letter(letter_id).reason == "attached"

    _redecide(desk, complaint_id, attached_to=None, settled_at=None)
    assert desk.letter(letter_id).state is LetterState.PLANNED


def test_it_does_not_repeat_a_decision_that_stands(desk: LetterDesk) -> None:
    complaint_id, _ = desk.draft(facts=desk.facts(forwarder_email=STRANGER))

    _redecide(desk, complaint_id)
    _redecide(desk, complaint_id)

    assert desk.events(complaint_id) == ["complaint:drafted", "letter:held"]
    assert desk.notices() == [("letter_held", complaint_id)]


def test_it_goes_by_a_click(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=STRANGER))

    _release(desk, letter_id)

    assert desk.letter(letter_id).state is LetterState.PLANNED
    assert desk.events(complaint_id)[-1] == "letter:released"


def test_a_click_stands_when_it_is_decided_again(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=STRANGER))
    _release(desk, letter_id)

    _redecide(desk, complaint_id, complainant_name="Jean Martin", confirmed_at=now())

    letter = desk.letter(letter_id)
    assert letter.state is LetterState.PLANNED
    assert "Jean Martin" in letter.body


def test_a_click_does_not_lift_a_missing_mention(desk: LetterDesk) -> None:
    desk.change(address="")
    _, letter_id = desk.draft()

    with pytest.raises(Refused, match="mention obligatoire"):
        _release(desk, letter_id)

    assert desk.letter(letter_id).state is LetterState.HELD
    assert desk.letter(letter_id).released_at is None


def test_a_click_is_refused_when_nothing_waits(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()

    with pytest.raises(Refused):
        _release(desk, letter_id)


def test_a_second_letter_follows_a_bounce(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft("faux@client.example")
    desk.put(letter_id, LetterState.BOUNCED)
    _redecide(desk, complaint_id, complainant_email="juste@client.example")

    fresh_id = _release(desk, letter_id)

    old, new = desk.letter(letter_id), desk.letter(fresh_id)
    assert (old.kind, old.state) == (LetterKind.RETURNED, LetterState.BOUNCED)
    assert old.recipient == "faux@client.example"
    assert (new.state, new.recipient) == (LetterState.PLANNED, "juste@client.example")
    assert new.header_message_id != old.header_message_id


def test_a_second_click_on_what_came_back_sends_no_third(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()
    desk.put(letter_id, LetterState.BOUNCED)
    _release(desk, letter_id)

    with pytest.raises(Refused, match="n’attend pas"):
        _release(desk, letter_id)


def test_already_acknowledged_suppresses_ours(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft()

    _declare(desk, complaint_id)

    assert desk.letter(letter_id).reason == "acknowledged_elsewhere"
    assert desk.events(complaint_id)[-1] == "complaint:acknowledged"


def test_already_acknowledged_can_be_taken_back(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft()
    _declare(desk, complaint_id)

    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        withdraw_acknowledged(Work(session, desk.service, desk.user_id), complaint)

    assert desk.letter(letter_id).state is LetterState.PLANNED


@pytest.mark.parametrize(
    "state", [LetterState.CLAIMED, LetterState.DOT_PENDING, LetterState.ACCEPTED]
)
def test_already_acknowledged_comes_too_late(
    desk: LetterDesk, state: LetterState
) -> None:
    complaint_id, letter_id = desk.draft()
    desk.put(letter_id, state)

    with pytest.raises(Refused):
        _declare(desk, complaint_id)


def test_already_acknowledged_needs_a_credible_day(desk: LetterDesk) -> None:
    complaint_id, _ = desk.draft()

    with pytest.raises(Refused):
        _declare(desk, complaint_id, days=1)


def test_an_unknown_letter_is_sent_again_with_the_same_bytes(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft()
    desk.put(letter_id, LetterState.UNKNOWN)
    before = desk.letter(letter_id).content

    _resolve(desk, letter_id, sent=False)

    after = desk.letter(letter_id)
    assert (after.state, after.content) == (LetterState.PLANNED, before)
    assert desk.events(complaint_id)[-1] == "letter:resolved"


def test_an_unknown_letter_is_said_to_have_left(desk: LetterDesk) -> None:
    _, letter_id = desk.draft()
    desk.put(letter_id, LetterState.UNKNOWN)

    _resolve(desk, letter_id, sent=True)

    assert desk.letter(letter_id).state is LetterState.ACCEPTED
    with pytest.raises(Refused):
        _resolve(desk, letter_id, sent=False)


def test_it_leaves_by_itself_on_the_last_safe_day(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=COLLEAGUE))
    due = desk.letter(letter_id).next_attempt_at
    by = desk.complaint(complaint_id).acknowledge_by
    assert due is not None
    assert by - timedelta(days=3) <= due.date() < by

    assert _last_day(desk, letter_id)

    assert desk.letter(letter_id).state is LetterState.PLANNED
    assert desk.events(complaint_id)[-1] == "letter:released"


def test_an_undated_one_leaves_without_a_date_on_the_last_safe_day(
    desk: LetterDesk,
) -> None:
    complaint_id, letter_id = desk.draft(sent_precision="none")
    assert desk.letter(letter_id).reason == "date_unknown"
    assert desk.letter(letter_id).next_attempt_at is not None

    assert _last_day(desk, letter_id)

    letter, complaint = desk.letter(letter_id), desk.complaint(complaint_id)
    assert letter.state is LetterState.PLANNED
    assert "dans les deux mois qui suivent l’envoi" in letter.body
    assert long_date(complaint.answer_by) not in letter.body
    assert long_date(complaint.sent_on) not in letter.body.partition("Bonjour")[2]


def test_an_undated_one_leaves_by_a_click_or_once_a_person_says_the_day(
    desk: LetterDesk,
) -> None:
    _, clicked = desk.draft(sent_precision="none")
    complaint_id, dated = desk.draft(sent_precision="none")

    _release(desk, clicked)
    _redecide(desk, complaint_id, sent_precision="day")

    assert desk.letter(clicked).state is LetterState.PLANNED
    assert "dans les deux mois qui suivent l’envoi" in desk.letter(clicked).body
    assert desk.letter(dated).state is LetterState.PLANNED
    by = desk.complaint(complaint_id).answer_by
    assert long_date(by) in desk.letter(dated).body


def test_the_last_safe_day_sends_nothing_for_a_stranger(desk: LetterDesk) -> None:
    """Even where the mailbox's mail is checked by nobody."""
    _, letter_id = desk.draft(facts=desk.facts(forwarder_email=STRANGER))
    assert desk.letter(letter_id).next_attempt_at is None

    assert not _last_day(desk, letter_id)

    assert desk.letter(letter_id).reason == "forwarder_stranger"


def test_the_last_safe_day_lifts_no_rule(desk: LetterDesk) -> None:
    facts = desk.facts(forwarder_email=COLLEAGUE, allowed=False, allowed_reason="list")
    _, letter_id = desk.draft(facts=facts)
    assert desk.letter(letter_id).next_attempt_at is None

    assert not _last_day(desk, letter_id)

    assert desk.letter(letter_id).state is LetterState.HELD


def test_the_last_safe_day_leaves_a_confirmed_one_to_its_people(
    desk: LetterDesk,
) -> None:
    complaint_id, letter_id = desk.draft(facts=desk.facts(forwarder_email=COLLEAGUE))
    _redecide(desk, complaint_id, confirmed_at=now())

    assert not _last_day(desk, letter_id)


def _redecide(desk: LetterDesk, complaint_id: UUID, **changes: object) -> None:
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        for name, value in changes.items():
            setattr(complaint, name, value)
        ack.redecide(session, desk.service, complaint, desk.user_id)


def _release(desk: LetterDesk, letter_id: UUID) -> UUID:
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        return ack.release(session, desk.service, letter, desk.user_id).id


def _declare(desk: LetterDesk, complaint_id: UUID, days: int = 0) -> None:
    with desk.db() as session:
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        on = now().date() + timedelta(days=days)
        work = Work(session, desk.service, desk.user_id)
        declare_acknowledged(work, complaint, on, "post")


def _resolve(desk: LetterDesk, letter_id: UUID, *, sent: bool) -> None:
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        ack.resolve_unknown(session, letter, sent, desk.user_id)


def _last_day(desk: LetterDesk, letter_id: UUID) -> bool:
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        return ack.release_on_last_day(session, desk.service, letter)
