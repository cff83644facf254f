"""People of another cabinet, and people who are gone: on no page, in no decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models.cabinets.members import list_members
from models.cabinets.provision import add_user
from models.complaints.notes import list_assignable
from models.notices.digest import recipients
from models.rows.tenant import Tenant
from models.rows.user import Role, User
from models.sending.case import list_verified_addresses
from models.store.service import Service
from tests.cast import Person
from tests.dashboard.walk import ways
from tests.makers import make_complaint, make_letter, make_mailbox, make_message
from tests.servers import Database

NAME = "Zénobie Voisine"
THEIRS, GONE, UNPROVEN = (
    "zenobie@voisin.example",
    "parti@cabinet.example",
    "nouveau@cabinet.example",
)


@pytest.fixture(scope="module")
def neighbour(service: Service, cabinet: UUID, other_cabinet: UUID) -> UUID:
    """An active, verified person next door; and two of our own who do not count."""
    for email, verified in ((GONE, True), (UNPROVEN, False)):
        add_user(
            service,
            cabinet,
            email,
            "X",
            Role.MEMBER,
            password_hash="x",
            verified=verified,
        )
    return add_user(
        service,
        other_cabinet,
        THEIRS,
        NAME,
        Role.OWNER,
        password_hash="x",
        verified=True,
    )


@pytest.fixture
def objects(alice: Person, neighbour: UUID) -> list[UUID]:
    """One of each of Alice's own objects, and the neighbour's id."""
    with alice.db() as db:
        complaint = make_complaint(db)
        mailbox = make_mailbox(db, address=f"{complaint.id.hex[-8:]}@cabinet.example")
        made = [
            complaint.id,
            mailbox.id,
            make_letter(db, complaint).id,
            make_message(db, alice.service, mailbox_id=mailbox.id).id,
            neighbour,
        ]
        gone = db.query(User).filter(User.email == GONE).one()
        gone.active = False
    return made


def test_no_page_shows_a_person_of_another_cabinet(
    web: Litestar, alice: Person, chloe: Person, objects: list[UUID]
) -> None:
    seen = 0
    for way in ways(web):
        if way.method == "GET":
            for id_ in objects if way.has_id else objects[:1]:
                answer = alice.get(way.path(id_))
                seen += answer.status_code == 200
                assert NAME not in answer.text, str(way)
                assert THEIRS not in answer.text.replace("<wbr>", ""), str(way)

    assert seen > 15, "the walk sees pages"
    assert NAME in chloe.get("/parametres/utilisateurs").text


def _addresses(people: Iterable[User]) -> set[str]:
    return {person.email for person in people}


ASKED: dict[str, Callable[[Session, UUID], Iterable[str]]] = {
    "verified_addresses": list_verified_addresses,
    "list_members": lambda s, t: _addresses(list_members(s, t)),
    "list_assignable": lambda s, t: _addresses(list_assignable(s, t)),
    "recipients": lambda s, t: recipients(s, s.get_one(Tenant, t)),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.usefixtures("objects")
def test_each_question_names_its_cabinet_by_itself(
    module_database: Database, alice: Person, chloe: Person, name: str
) -> None:
    """Behind it stand two walls that would hide that it forgot: here both are taken away."""
    engine = create_engine(module_database.admin_url)
    with Session(engine) as session:
        ours = set(ASKED[name](session, alice.tenant_id))
        theirs = set(ASKED[name](session, chloe.tenant_id))
    engine.dispose()

    assert alice.email in ours
    assert THEIRS not in ours
    assert THEIRS in theirs


@pytest.mark.usefixtures("objects")
def test_only_active_people_with_a_proven_address_are_believed(alice: Person) -> None:
    with alice.db() as session:
        believed = list_verified_addresses(session, alice.tenant_id)

    assert alice.email in believed
    assert not {GONE, UNPROVEN, THEIRS} & believed
