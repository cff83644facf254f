"""Paramètres du cabinet."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.rows.letter import LetterState
from models.rows.tenant import Activity, Mediator, Tenant
from models.store.session import TenantSession
from tests.cast import Person
from tests.makers import make_complaint, make_letter, make_mailbox

WHOLE: dict[str, Any] = {
    "name": "Cabinet Dupont",
    "address": "12 rue des Lilas\r\n75011 Paris",
    "contact_name": "Service réclamations",
    "contact_email": "reclamations@cabinet.example",
    "contact_phone": "01 23 45 67 89",
    "orias": "07001234",
    "territory": "FR",
    "auto_acknowledge": "1",
    "mediator_ias_name": "La Médiation de l’Assurance",
    "mediator_ias_address": "TSA 50110, 75441 Paris Cedex 09",
    "mediator_ias_site": "https://www.mediation-assurance.org",
}


def tenant(alice: Person) -> Tenant:
    with alice.db() as session:
        return session.scalars(select(Tenant)).one()


def send(alice: Person, **changes: Any) -> Any:
    sent = WHOLE | {"version": tenant(alice).version} | changes
    return alice.post("/parametres", {k: v for k, v in sent.items() if v is not None})


def test_it_keeps_what_was_typed(alice: Person) -> None:
    answer = send(
        alice, orias="11062039", territory="974", auto_acknowledge=None, name="Océan"
    )

    assert answer.status_code == 303
    now = tenant(alice)
    assert (now.name, now.orias, now.territory) == ("Océan", "11062039", "974")
    assert now.time_zone == "Indian/Reunion"
    assert now.auto_acknowledge is False
    assert now.address == "12 rue des Lilas\n75011 Paris"
    send(alice)


def test_it_names_a_mediator_for_each_activity(alice: Person) -> None:
    send(alice, mediator_cif_name="Médiateur de l’AMF", mediator_cif_site="amf.example")

    with alice.db() as session:
        named = {m.activity: m.name for m in session.scalars(select(Mediator))}
    assert named[Activity.CIF] == "Médiateur de l’AMF"
    assert named[Activity.IAS] == "La Médiation de l’Assurance"
    assert Activity.IOBSP not in named
    answer = alice.get("/parametres")
    assert "l’adresse du médiateur" in answer.text, "the CIF mediator lacks an address"


def test_it_says_which_mandatory_mentions_lack(alice: Person) -> None:
    send(alice, contact_name="", mediator_ias_site="", mediator_cif_name="")

    page = alice.get("/parametres").text

    assert "le nom du contact pour les réclamations" in page
    assert "le site du médiateur" in page
    send(alice)
    assert "le site du médiateur" not in alice.get("/parametres").text


def test_it_advises_what_no_letter_waits_for(alice: Person) -> None:
    send(alice, orias="")

    page = alice.get("/parametres").text

    assert "le numéro ORIAS (8 chiffres)" in page
    assert "Accusés retenus" not in page
    send(alice)
    assert "le numéro ORIAS (8 chiffres)" not in alice.get("/parametres").text


def test_it_lets_go_a_letter_that_lacked_a_mention(
    alice: Person, db: TenantSession
) -> None:
    send(alice, address="")
    make_mailbox(db)
    complaint = make_complaint(db)
    letter = make_letter(
        db,
        complaint,
        reason="mandatory_missing",
        state=LetterState.HELD,
        facts={"allowed": True, "forwarded": False},
    )
    db.commit()

    assert send(alice).status_code == 303

    with alice.db() as session:
        again = session.get_one(type(letter), (alice.tenant_id, letter.id))
        assert (again.state, again.reason) == (LetterState.PLANNED, "")
        assert b"07001234" in again.content


def test_it_keeps_the_pages_that_letters_link_to(alice: Person) -> None:
    send(alice, info_url="https://cabinet.example/r", mediator_ias_professionals="1")

    page = alice.get("/parametres").text

    assert tenant(alice).info_url == "https://cabinet.example/r"
    assert 'name="mediator_ias_professionals" value="1" checked' in page
    assert 'name="mediator_cif_professionals" value="1" checked' not in page


@pytest.mark.parametrize(
    "link", ["cabinet.example", "javascript:alert(1)", "https://x"]
)
def test_it_refuses_what_is_no_page(alice: Person, link: str) -> None:
    answer = send(alice, privacy_url=link)

    assert answer.status_code == 422
    assert "l’adresse complète de la page" in answer.text
    assert tenant(alice).privacy_url == ""


@pytest.mark.parametrize(
    "site",
    [
        "voir le courrier",
        "mediation",
        "javascript:alert(1)",
        "mediateur@mediation.example",
        "https://",
        "www..example",
        "-mediation.example",
    ],
)
def test_it_refuses_a_mediators_site_that_is_no_address(
    alice: Person, site: str
) -> None:
    send(alice)

    answer = send(alice, mediator_ias_site=site)

    assert answer.status_code == 422
    assert "Indiquez l’adresse du site" in answer.text
    assert f'value="{site}"' in answer.text


@pytest.mark.parametrize(
    "site",
    [
        "www.mediation-assurance.org",
        "https://www.amf-france.org/fr/le-mediateur",
        "mediation.example",
        "médiation-conso.fr",
        "",
    ],
)
def test_it_takes_a_mediators_site_as_people_write_it(alice: Person, site: str) -> None:
    assert send(alice, mediator_ias_site=site).status_code == 303


def test_it_refuses_an_odd_number_and_shows_what_was_typed(alice: Person) -> None:
    answer = send(alice, orias="12345", contact_email="pas une adresse")

    assert answer.status_code == 422
    assert "Le numéro ORIAS a 8 chiffres." in answer.text
    assert 'value="12345"' in answer.text
    assert tenant(alice).orias == "07001234"


def test_it_tells_the_second_of_two(alice: Person) -> None:
    version = tenant(alice).version
    assert send(alice, name="Premier").status_code == 303

    late = send(alice, name="Second", version=version)

    assert late.status_code == 409
    assert 'value="Second"' in late.text, "what was typed is kept"
    assert tenant(alice).name == "Premier"
    send(alice)


def test_it_takes_nothing_that_the_form_does_not_have(alice: Person) -> None:
    send(alice, wrapped_key="stolen", id="00000000-0000-0000-0000-000000000000")

    assert tenant(alice).wrapped_key != b"stolen"
    assert tenant(alice).id == alice.tenant_id
