"""A person finds a file by what they have at hand, the nearest deadline first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.complaints.search import STATES, Wanted, count_states, search
from models.rows.complaint import Complaint, Status
from models.rows.letter import Letter, LetterKind, LetterState
from models.store.session import TenantSession
from tests.models.complaints.scene import NOW, TODAY, make_complaint, make_draft


def search_subjects(
    session: TenantSession, words: str = "", state: str = "any"
) -> list[str]:
    wanted = Wanted(words=words, state=state)
    page = search(session, session.tenant_id, wanted, TODAY)
    return [line.complaint.subject for line in page.lines]


@pytest.mark.parametrize(
    "words",
    [
        "élodie",
        "ELODIE loeuvre",
        "e.loeuvre@Exemple.fr",
        "2026-0007",
        "20260007",
        "d-7k3m9q",
        "AB 12 34",
        "ab1234",
        "degat loeuvre",
    ],
)
def test_it_finds_by(session: TenantSession, words: str) -> None:
    make_complaint(
        session,
        complainant_name="Élodie Lœuvre",
        complainant_email="e.loeuvre@exemple.fr",
        subject="Dégât des eaux",
        number="2026-0007",
        public_reference="D-7K3M9Q",
        contract_number="AB-12.34",
    )
    make_complaint(session, subject="Autre")

    assert search_subjects(session, words) == ["Dégât des eaux"]


def test_a_wildcard_finds_nothing(session: TenantSession) -> None:
    make_complaint(session)

    assert search_subjects(session, "%") == search_subjects(session, "_____") == []


def test_a_correction_is_found_at_once(session: TenantSession) -> None:
    complaint = make_complaint(session, subject="Vélo")

    complaint.complainant_name = "Noël Abgrall"
    session.flush()

    assert search_subjects(session, "noel") == ["Vélo"]


def test_a_draft_that_was_attached_is_found_as_its_file(session: TenantSession) -> None:
    target = make_complaint(session, subject="Le dossier")
    make_draft(
        session,
        subject="Le brouillon",
        public_reference="D-AAAAAA",
        attached_to=target.id,
        settled_at=NOW,
    )

    assert search_subjects(session, "D-AAAAAA") == ["Le dossier"]


def test_the_nearest_deadline_comes_first(session: TenantSession) -> None:
    late = make_complaint(session, subject="accusée", answer_by=date(2026, 12, 1))
    accept(session, late)
    make_complaint(session, subject="à accuser", acknowledge_by=date(2026, 11, 25))
    make_complaint(session, subject="répondue", answered_on=TODAY)

    assert search_subjects(session) == ["à accuser", "accusée", "répondue"]


def test_each_state_shows_its_own(session: TenantSession) -> None:
    make_draft(session, subject="brouillon")
    make_draft(session, subject="écarté", settled_at=NOW, dismissed_reason="service")
    make_complaint(session, subject="nouvelle")
    make_complaint(session, subject="close", status=Status.CLOSED, answered_on=TODAY)
    late = make_complaint(session, subject="en retard", answer_by=date(2026, 11, 20))
    accept(session, late)

    assert search_subjects(session, state="draft") == ["brouillon"]
    assert search_subjects(session, state="dismissed") == ["écarté"]
    assert search_subjects(session, state="open") == ["en retard", "nouvelle"]
    assert search_subjects(session, state="overdue") == ["en retard"]
    assert search_subjects(session, state="closed") == ["close"]


@pytest.mark.parametrize(
    ("days", "overdue"), [(0, []), (1, ["à accuser", "à répondre"])]
)
def test_the_last_day_itself_is_not_late(
    session: TenantSession, days: int, overdue: list[str]
) -> None:
    last = TODAY - timedelta(days=days)
    make_complaint(session, subject="à accuser", acknowledge_by=last)
    accepted = make_complaint(session, subject="à répondre", answer_by=last)
    accept(session, accepted)

    assert sorted(search_subjects(session, state="overdue")) == overdue


def test_a_number_keeps_its_line_whatever_became_of_it(
    session: TenantSession,
) -> None:
    kept = make_complaint(session, subject="tenue")
    annulled = {"confirmed_at": None, "settled_at": NOW}
    make_complaint(session, subject="écartée", dismissed_reason="service", **annulled)
    make_complaint(session, subject="rattachée", attached_to=kept.id, **annulled)
    make_complaint(session, subject="réservée", confirmed_at=None)
    make_draft(session, subject="sans numéro")

    lines = sorted(search_subjects(session, state="all"))

    assert lines == ["rattachée", "réservée", "tenue", "écartée"]


def test_the_counts_are_those_of_the_lists(session: TenantSession) -> None:
    make_draft(session)
    make_complaint(session)
    make_complaint(session, status=Status.WAITING)

    counts = count_states(session, session.tenant_id, TODAY)

    assert counts == {
        state: len(search_subjects(session, state=state)) for state in STATES
    }


def test_a_page_past_the_end_is_the_last(session: TenantSession) -> None:
    for _ in range(27):
        make_complaint(session)

    page = search(session, session.tenant_id, Wanted(page=9), TODAY)

    assert (page.page, page.pages, page.total, len(page.lines)) == (2, 2, 27, 2)


def accept(session: TenantSession, complaint: Complaint) -> None:
    session.add(
        Letter(
            tenant_id=session.tenant_id,
            complaint_id=complaint.id,
            kind=LetterKind.ACKNOWLEDGEMENT,
            state=LetterState.ACCEPTED,
        )
    )
    session.flush()
