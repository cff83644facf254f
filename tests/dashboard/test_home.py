"""The first page and the guide."""

from __future__ import annotations

import re
from datetime import timedelta

from models.rows.base import now
from models.rows.letter import LetterState
from models.rows.mailbox import Health, Mailbox
from models.rows.tenant import Tenant
from models.store.service import Service
from models.store.session import TenantSession
from tests.cast import Person
from tests.makers import make_complaint, make_letter, make_mailbox, make_message

_FIGURE = re.compile(
    r'figure-number">(\d+)</span>\s*<span class="figure-words">([^<]+)<'
)


def figures(alice: Person) -> dict[str, int]:
    page = alice.get("/").text
    return {words: int(number) for number, words in _FIGURE.findall(page)}


def test_it_counts_what_waits(
    alice: Person, chloe: Person, db: TenantSession, service: Service
) -> None:
    assert set(figures(alice).values()) == {0}
    today = now().date()
    far = today + timedelta(days=50)
    late = make_complaint(db, acknowledge_by=today - timedelta(days=3), answer_by=far)
    soon = make_complaint(db, acknowledge_by=today + timedelta(days=1), answer_by=far)
    calm = make_complaint(
        db,
        acknowledge_by=today + timedelta(days=9),
        answer_by=far,
        confirmed_at=now(),
        number="2026-0001",
    )
    make_letter(db, late, state=LetterState.UNKNOWN)
    make_letter(db, soon, state=LetterState.HELD)
    make_letter(db, calm, state=LetterState.ACCEPTED)
    make_mailbox(db, health=Health.UNREACHABLE)
    make_message(db, service)
    db.commit()

    assert figures(alice) == {
        "à confirmer": 2,
        "en retard": 1,
        "à échéance sous 3 jours ouvrables": 1,
        "accusé retenu": 1,
        "accusé incertain": 1,
        "message mis de côté": 1,
        "boîte en panne": 1,
    }
    assert set(figures(chloe).values()) == {0}
    page = alice.get("/").text
    assert page.index(late.public_reference) < page.index(soon.public_reference)
    assert "En retard de" in page
    assert "Incertain" in page


def test_an_oral_complaint_is_due_for_its_answer_alone(
    alice: Person, db: TenantSession
) -> None:
    """No acknowledgement is owed: it is not late, and none is to be made."""
    before, today = figures(alice), now().date()
    make_complaint(
        db,
        channel="phone",
        subject="Dit au téléphone",
        acknowledge_by=today - timedelta(days=60),
        answer_by=today + timedelta(days=1),
    )
    db.commit()

    page = alice.get("/").text
    row = next(row for row in page.split("<tr>") if "Dit au téléphone" in row)

    assert figures(alice)["en retard"] == before["en retard"]
    assert "Répondre" in row
    assert "Accuser réception" not in row


def test_it_shows_every_letter_that_waits_for_a_person(
    alice: Person, db: TenantSession
) -> None:
    confirmed = make_complaint(db, confirmed_at=now(), number="2026-0007")
    make_letter(db, confirmed, state=LetterState.HELD, reason="no_address")
    db.commit()

    page = alice.get("/").text

    assert (
        "2026-0007" in page[page.index('id="accuses"') : page.index('id="echeances"')]
    )
    assert "L’adresse du réclamant n’est pas connue." in page


def test_it_has_a_guide(benoit: Person) -> None:
    page = benoit.get("/aide")

    assert page.status_code == 200
    assert "10 jours ouvrables" in page.text
    for place in re.findall(r'href="#(\w+)"', page.text):
        assert f'id="{place}"' in page.text


def test_it_says_what_is_left_to_set_to_whoever_may(
    chloe: Person, benoit: Person
) -> None:
    with chloe.db() as session:
        session.get_one(Tenant, chloe.tenant_id).address = ""
    page = chloe.get("/").text
    assert 'href="/boites/nouvelle">Ajouter la boîte' in page
    assert 'href="/parametres">Compléter le cabinet' in page
    # The tests' own service has no server to send through.
    assert "Régler un serveur d’envoi" in page
    assert "Compléter le cabinet" not in benoit.get("/").text

    with chloe.db() as session:
        box_id = make_mailbox(session).id
    assert f'href="/boites/{box_id}">Dire qui vérifie' in chloe.get("/").text
    with chloe.db() as session:
        session.get_one(Mailbox, (chloe.tenant_id, box_id)).authserv_id = "mx.net"
    assert "/boites/" not in chloe.get("/").text
