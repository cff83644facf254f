"""A complaint that is forwarded late was received when the cabinet had it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from models.cabinets import forwarders
from models.complaints.legal_dates import late_on_handover
from models.rows.base import now
from models.rows.history import Event
from models.rows.letter import Letter
from models.rows.tenant import Forwarder, Tenant
from tests.household import House, mail

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
BLOCK = """Pour le registre.

De : Pauline Vasseur <pauline.vasseur@boite.example>
Envoyé : {day} {at:%d/%m/%Y %H:%M}
À : Claire Martin <{sender}>
Objet : Remboursement refusé

Bonjour,

Je demande le remboursement des 312,40 € retenus sur mon contrat.

Pauline Vasseur
"""
LONG_BEFORE = (now() - timedelta(days=18)).astimezone(PARIS).replace(second=0)
WRITTEN = LONG_BEFORE.replace(hour=9, minute=12, microsecond=0)


def forward(house: House, sender: str) -> None:
    day = DAYS[WRITTEN.weekday()]
    body = BLOCK.format(day=day, at=WRITTEN, sender=sender)
    house.deliver(mail("TR: Remboursement refusé", body, f"Claire Martin <{sender}>"))
    house.poll()
    house.take_in()


def name_forwarder(house: House, email: str, *, verified: bool) -> None:
    with house.session() as session:
        at = datetime.now(UTC) if verified else None
        session.add(Forwarder(tenant_id=house.tenant_id, email=email, verified_at=at))


def test_a_forward_was_received_when_the_cabinet_had_it(house: House) -> None:
    forward(house, "claire@martin-courtage.test")

    [complaint] = house.complaints()
    assert complaint.received_at == WRITTEN
    assert complaint.received_on == WRITTEN.date()
    assert complaint.received_source == "quoted_date"
    assert complaint.late_on_arrival == ""
    with house.session() as session:
        tenant = session.get_one(Tenant, house.tenant_id)
        assert late_on_handover(complaint, tenant) == "ack"
    assert now() - complaint.taken_in_at < timedelta(hours=1)
    [letter] = house.all(Letter)
    assert "reçue le" not in letter.body


def test_it_is_known_again_once_the_forwarder_is_of_the_cabinet(house: House) -> None:
    email = "claire.martin@gmail.com"
    name_forwarder(house, email, verified=False)
    forward(house, email)
    [complaint] = house.complaints()
    assert complaint.received_source == "mailbox"

    with house.session() as session:
        forwarder = session.query(Forwarder).one()
        forwarders.verify(session, house.service, forwarder)

    [complaint] = house.complaints()
    assert (complaint.received_at, complaint.received_source) == (
        WRITTEN,
        "quoted_date",
    )
    assert complaint.late_on_arrival == ""
    [event] = [e for e in house.all(Event) if e.kind == "complaint:dates_corrected"]
    assert event.data["received_on"][1] == str(WRITTEN.date())
