"""One click decides once, however many things it changes: statements and lines are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from models.rows.complaint import Complaint
from models.rows.history import Event
from models.sending.locking import acts_of
from models.store.service import Service
from tests.cast import Person
from tests.dashboard.files import add_draft, add_letter, kinds

FORM = {
    "complainant_name": "Jeanne Martin-Roux",
    "complainant_email": "jeanne@exemple.fr",
    "subject": "Sinistre refusé",
    "sent_on": "2026-11-14",
    "received_on": "2026-11-17",
}
MOST = 25


@contextmanager
def statements(service: Service) -> Iterator[list[str]]:
    """The statements that the application sends inside the block."""
    found: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(" ".join(statement.split()))

    event.listen(service.app, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(service.app, "before_cursor_execute", note)


def history(person: Person, complaint: Complaint) -> list[Event]:
    with person.db() as session:
        mine = session.query(Event).filter(Event.stream == complaint.id)
        return list(mine.order_by(Event.position))


def confirm(person: Person, draft: Complaint) -> None:
    form = {**FORM, "version": str(draft.version)}
    answer = person.post(f"/brouillons/{draft.id}/confirmer", form)
    assert answer.status_code == 303


def test_it_confirms_three_corrections_in_few_statements(
    alice: Person, service: Service
) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft)
    assert alice.token

    with statements(service) as asked:
        confirm(alice, draft)

    assert len(asked) <= MOST, "\n".join(asked)


def test_it_records_one_line_and_one_decision(alice: Person) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft)
    before = len(kinds(alice, draft))

    confirm(alice, draft)

    [line] = history(alice, draft)[before:]
    acts = [kind for kind, _ in acts_of(line)]
    assert acts[:3] == [
        "complaint:confirmed",
        "complaint:corrected",
        "complaint:dates_corrected",
    ]
    assert [kind for kind in acts if kind.startswith("letter:")] == ["letter:held"]
    assert dict(acts_of(line))["letter:held"]["sha256"]


def test_it_shows_all_that_was_done_on_the_page(alice: Person) -> None:
    draft = add_draft(alice)
    confirm(alice, draft)

    page = alice.get(f"/reclamations/{draft.id}").text

    assert "Confirmée sous le numéro" in page
    assert "Corrigé : nom du réclamant" in page
    assert "Dates corrigées" in page


def test_it_locks_letters_then_the_complaint_then_its_stream(
    alice: Person, service: Service
) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft)

    with statements(service) as asked:
        confirm(alice, draft)

    locks = [s for s in asked if s.endswith("FOR UPDATE") or "advisory_xact" in s]
    locations = [
        next(
            word
            for word in ("FROM letters", "FROM complaints", "advisory")
            if word in s
        )
        for s in locks
    ]
    assert locations == ["FROM letters", "FROM complaints", "advisory"]
