"""A changed territory counts open complaints again, after it has shown which ones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from models.complaints.recounting import Jurisdiction, find_moved
from models.rows.complaint import Complaint, Status
from models.rows.tenant import Tenant
from models.store.session import TenantSession
from tests.cast import Person
from tests.dashboard.files import kinds, read
from tests.dashboard.test_cabinet_settings import send, tenant
from tests.makers import make_complaint

# The 26th of December, the tenth working day, is a holiday in Alsace and Moselle.
SENT = datetime(2026, 12, 14, 9, tzinfo=UTC)
DAYS: dict[str, Any] = {
    "sent_at": SENT,
    "sent_on": SENT.date(),
    "received_at": SENT,
    "received_on": SENT.date(),
    "acknowledge_by": date(2026, 12, 26),
    "answer_by": date(2027, 2, 14),
}


def make_cabinet(db: TenantSession, **changes: Any) -> Complaint:
    complaint = make_complaint(db, **DAYS | changes)
    db.commit()
    return complaint


def test_it_shows_what_a_territory_moves_before_it_is_saved(
    alice: Person, db: TenantSession
) -> None:
    complaint = make_cabinet(db)

    answer = send(alice, territory="67", name="Cabinet du Rhin")

    words = answer.text.replace("\u00a0", " ")
    assert answer.status_code == 200
    assert re.search(r"\d+ échéances? change", words)
    assert complaint.public_reference in words
    assert "accuser avant le 28/12/2026 au lieu du 26/12/2026" in words
    assert 'value="Cabinet du Rhin"' in words, "what was typed is kept"
    assert tenant(alice).territory == "FR"
    assert read(alice, complaint).acknowledge_by == date(2026, 12, 26)


def test_a_page_that_saw_another_list_is_shown_again(
    alice: Person, db: TenantSession
) -> None:
    make_cabinet(db)
    mark = re.search(r'name="recount" value="(\w+)"', send(alice, territory="67").text)
    assert mark
    later = make_cabinet(db)

    answer = send(alice, territory="67", recount=mark[1])

    assert later.public_reference in answer.text
    assert tenant(alice).territory == "FR"


def test_it_leaves_what_is_answered_or_closed(alice: Person, db: TenantSession) -> None:
    over = (
        make_cabinet(db, answered_on=date(2026, 12, 20)),
        make_cabinet(db, settled_at=SENT, dismissed_reason="duplicate"),
        make_cabinet(db, status=Status.CLOSED, confirmed_at=SENT),
    )

    page = send(alice, territory="67").text

    assert [c for c in over if c.public_reference in page] == []


def test_a_day_that_a_person_said_stays_on_another_clock(db: TenantSession) -> None:
    # Midnight in Paris is the evening before in Guadeloupe, where 26 December is worked too.
    midnight = datetime(2026, 12, 13, 23, tzinfo=UTC)
    days = DAYS | {"sent_at": midnight, "received_at": midnight}
    complaint = make_complaint(db, **days)
    cabinet = db.get_one(Tenant, db.tenant_id)

    moved = find_moved(db, cabinet, Jurisdiction("971", False, "America/Guadeloupe"))

    assert complaint not in [item.complaint for item in moved]


def test_it_counts_again_once_it_is_confirmed(alice: Person, db: TenantSession) -> None:
    complaint = make_cabinet(db)
    mark = re.search(r'name="recount" value="(\w+)"', send(alice, territory="67").text)
    assert mark

    answer = send(alice, territory="67", recount=mark[1])

    assert answer.status_code == 303
    assert tenant(alice).territory == "67"
    assert read(alice, complaint).acknowledge_by == date(2026, 12, 28)
    assert "complaint:dates_recounted" in kinds(alice, complaint)
    page = alice.get(f"/brouillons/{complaint.id}").text
    assert "Dates recomptées" in page
