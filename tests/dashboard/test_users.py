"""Paramètres, utilisateurs. (Who may not enter is tested for every route at once.)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from dashboard.mailing import announce_mail
from models.cabinets.provision import add_user
from models.rows.history import Event
from models.rows.letter import Letter, LetterKind
from models.rows.user import Role, User
from models.store.service import Service
from models.store.session import tenant_transaction
from tests.cast import Person, csrf_of, sign_in_person
from tests.processes import wait_until
from tests.servers import Database, psycopg_connection

LIST = "/parametres/utilisateurs"

pytestmark = pytest.mark.usefixtures("patience")


@pytest.fixture
def colleague(service: Service, cabinet: UUID, request: pytest.FixtureRequest) -> UUID:
    """A member of Alice's cabinet, new for each test."""
    email = f"{request.node.name[:40]}@cabinet.example"
    return add_user(service, cabinet, email, "Denis", Role.MEMBER, password_hash="x")


@pytest.fixture
def member(
    url: str, service: Service, cabinet: UUID, colleague: UUID
) -> Iterator[Person]:
    yield from sign_in_person(url, service, cabinet, colleague)


def user(alice: Person, user_id: UUID) -> User:
    with alice.db() as session:
        found: User = session.get_one(User, user_id)
        return found


def invitation(alice: Person, email: str) -> str:
    with alice.db() as session:
        body = session.scalars(
            select(Letter.body).where(
                Letter.kind == LetterKind.ACCOUNT, Letter.recipient == email
            )
        ).all()[-1]
    found = re.search(r"http://127\.0\.0\.1:8080(/acces/\S+)", body)
    assert found
    return found[1]


def test_it_invites_and_the_link_lets_in(
    alice: Person, anonymous: httpx.Client, service: Service
) -> None:
    sent = {"name": "Émile Zola", "email": "emile@cabinet.example", "role": "member"}
    assert alice.post(LIST, sent).status_code == 303

    link = invitation(alice, "emile@cabinet.example")
    page = anonymous.get(link)
    chosen = {
        "_csrf_token": csrf_of(page.text),
        "new_password": "germinal en douze mois",
    }
    assert anonymous.post(link, data=chosen).status_code == 303

    with alice.db() as session:
        emile = session.scalars(
            select(User).where(User.email == "emile@cabinet.example")
        ).one()
    assert emile.role is Role.MEMBER
    assert emile.email_verified_at is not None, "who followed the link has the address"


def test_it_refuses_an_address_that_is_in_the_list(
    alice: Person, benoit: Person
) -> None:
    sent = {"name": "X", "email": benoit.email.upper(), "role": "member"}

    answer = alice.post(LIST, sent)

    assert answer.status_code == 422
    assert "déjà dans la liste" in answer.text
    assert benoit.email.upper() in answer.text, "what was typed is kept"


def test_it_does_not_tell_an_address_that_another_cabinet_knows(
    alice: Person, chloe: Person
) -> None:
    """An owner who invites learns nothing of who works where; only who opens the link does."""
    emails = (chloe.email, "inconnue@nulle-part.example")
    answers = [
        alice.post(LIST, {"name": "Camille", "email": email, "role": "member"})
        for email in emails
    ]
    shown = alice.get(LIST).text.replace("<wbr>", "")
    rows = [
        re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}", "", row).replace(email, "…")
        for email in emails
        for row in shown.split("<tr>")[1:]
        if email in row
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(rows) == 2
    assert rows[0][: rows[0].index("</tr>")] == rows[1][: rows[1].index("</tr>")]


def test_whoever_opens_the_link_learns_that_the_address_is_taken(
    alice: Person, chloe: Person, anonymous: httpx.Client
) -> None:
    alice.post(LIST, {"name": "C", "email": chloe.email, "role": "member"})
    link = invitation(alice, chloe.email)
    chosen = {
        "_csrf_token": csrf_of(anonymous.get(link).text),
        "new_password": "germinal en douze mois",
    }

    answer = anonymous.post(link, data=chosen)

    assert answer.status_code == 422
    assert "un autre cabinet" in answer.text
    assert chloe.get("/").status_code == 200


def test_of_two_invitations_to_one_address_one_is_taken_up(
    alice: Person, chloe: Person, anonymous: httpx.Client, module_database: Database
) -> None:
    """Both links are followed at once: the second learns it from the database."""
    sent = {"name": "D", "email": "deux@cabinet.example", "role": "member"}
    for owner in (alice, chloe):
        assert owner.post(LIST, sent).status_code == 303
    link = invitation(alice, "deux@cabinet.example")
    chosen = {
        "_csrf_token": csrf_of(anonymous.get(link).text),
        "new_password": "germinal en douze mois",
    }
    with chloe.db() as session, ThreadPoolExecutor(1) as pool:
        theirs = select(User).where(User.email == "deux@cabinet.example")
        session.scalars(theirs).one().password_hash = "x"
        session.flush()
        answer = pool.submit(anonymous.post, link, data=chosen)
        wait_until(lambda: _is_waiting(module_database))
        session.commit()

        assert answer.result(30).status_code == 409
        assert "un autre cabinet" in answer.result().text


def _is_waiting(database: Database) -> bool:
    asked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"
    with psycopg_connection(database.admin_url) as admin:
        return admin.execute(asked, (database.name,)).fetchone() == (1,)


def test_it_refuses_a_role_that_does_not_exist(alice: Person) -> None:
    sent = {"name": "X", "email": "x@cabinet.example", "role": "emperor"}

    assert alice.post(LIST, sent).status_code == 400


def test_it_changes_a_role_and_writes_it_down(
    alice: Person, service: Service, colleague: UUID
) -> None:
    answer = alice.post(f"{LIST}/{colleague}/role", {"role": "reader", "version": 1})

    assert answer.status_code == 303
    assert user(alice, colleague).role is Role.READER
    with tenant_transaction(service.app, alice.tenant_id) as session:
        kinds = session.scalars(select(Event.kind).order_by(Event.position)).all()
    assert "user:role_changed" in kinds


def test_it_tells_the_second_of_two_who_change_one_person(
    alice: Person, service: Service, colleague: UUID
) -> None:
    change = {"role": "reader", "version": 1}
    assert alice.post(f"{LIST}/{colleague}/role", change).status_code == 303

    late = alice.post(f"{LIST}/{colleague}/role", {"role": "owner", "version": 1})

    assert late.status_code == 409
    assert "a changé entre-temps" in late.text
    assert user(alice, colleague).role is Role.READER


def test_it_closes_an_access_at_once_and_reopens_it(
    alice: Person, member: Person, service: Service, colleague: UUID
) -> None:
    assert member.get("/").status_code == 200

    alice.post(f"{LIST}/{colleague}/desactiver", {"version": 1})
    assert member.get("/").status_code == 303

    alice.post(f"{LIST}/{colleague}/reactiver")
    assert user(alice, colleague).active
    assert member.get("/").status_code == 303, "the old session stays dead"


def test_it_keeps_the_last_owner(alice: Person, service: Service) -> None:
    version = user(alice, alice.user_id).version
    for path, sent in (
        ("role", {"role": "reader", "version": version}),
        ("desactiver", {"version": version}),
    ):
        answer = alice.post(f"{LIST}/{alice.user_id}/{path}", sent)

        assert answer.status_code == 409
        assert "Action impossible" in answer.text
        assert "au moins un responsable" in answer.text
    assert user(alice, alice.user_id).role is Role.OWNER


def test_a_member_may_not_manage_people(member: Person, colleague: UUID) -> None:
    assert member.get(LIST).status_code == 403
    sent = {"role": "owner", "version": 1}
    assert member.post(f"{LIST}/{colleague}/role", sent).status_code == 403


def test_it_invites_thirty_an_hour_at_most(alice: Person) -> None:
    codes = [
        alice.post(LIST, {"name": "", "email": "not an address", "role": "member"})
        for _ in range(31)
    ]

    assert codes[-1].status_code == 429


def test_an_invitation_without_a_server_says_that_it_waits(alice: Person) -> None:
    alice.post(LIST, {"name": "Éva", "email": "eva@attente.example", "role": "member"})

    page = alice.get(LIST).text
    assert "attend : aucun serveur d’envoi" in page
    assert "Invitation non partie" in page
    forwarders = alice.get("/parametres/expediteurs").text
    assert "Aucun serveur d’envoi n’est réglé" in forwarders


def test_an_invitation_with_a_server_says_that_it_leaves(service: Service) -> None:
    settings = replace(service.settings, smtp_url="smtp://127.0.0.1:1")

    words = announce_mail(
        replace(service, settings=settings), "Un lien", "eva@a.example"
    )

    assert words == ("Un lien part vers eva@a.example.", "success")
