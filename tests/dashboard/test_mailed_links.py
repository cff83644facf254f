"""A new password: by a person who is signed in, or by a mailed link."""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update

from dashboard.pages.mailed_links import _send_reset
from models.cabinets import mailed_tokens
from models.rows.base import now
from models.rows.letter import Letter, LetterKind
from models.rows.user import Purpose, User, UserToken
from models.store.service import Service
from models.store.session import platform_transaction, tenant_transaction
from tests.cast import PASSWORD, Person, csrf_of
from tests.processes import wait_until

NEW = "quatre chiens noirs dans la cour"


@pytest.fixture(autouse=True)
def _as_before(
    patience: None,
    service: Service,
    cabinet: UUID,
    other_cabinet: UUID,
    password_hash: str,
) -> None:
    for tenant_id in (cabinet, other_cabinet):
        with tenant_transaction(service.app, tenant_id) as own:
            own.query(UserToken).delete()
            own.execute(update(User).values(password_hash=password_hash))


def ask_link(client: httpx.Client, email: str) -> httpx.Response:
    token = csrf_of(client.get("/mot-de-passe-oublie").text)
    sent = {"_csrf_token": token, "email": email}
    return client.post("/mot-de-passe-oublie", data=sent)


def read_mailed_link(person: Person) -> str:
    """The path in the last account mail of this person, once it is planned (after the answer)."""
    wait_until(lambda: _is_live(person, _last_link(person)))
    return _last_link(person)


def _last_link(person: Person) -> str:
    with tenant_transaction(person.service.app, person.tenant_id) as session:
        body = session.scalars(
            select(Letter.body)
            .where(Letter.kind == LetterKind.ACCOUNT, Letter.recipient == person.email)
            .order_by(Letter.created_at.desc())
        ).first()
    found = re.search(r"http://127\.0\.0\.1:8080(/\S+)", body or "")
    return found[1] if found else ""


def _is_live(person: Person, link: str) -> bool:
    with platform_transaction(person.service.app) as session:
        value = link.rpartition("/")[2]
        return mailed_tokens.find_holder(session, value, Purpose.RESET) is not None


def _links(person: Person) -> int:
    with person.db() as session:
        return session.query(UserToken).count()


def choose(client: httpx.Client, link: str, password: str) -> httpx.Response:
    page = client.get(link)
    sent = {"_csrf_token": csrf_of(page.text), "new_password": password}
    return client.post(link, data=sent, follow_redirects=False)


def knows(person: Person, password: str) -> bool:
    with httpx.Client(base_url=person.client.base_url) as client:
        token = csrf_of(client.get("/connexion").text)
        sent = {"_csrf_token": token, "email": person.email, "password": password}
        return client.post("/connexion", data=sent).status_code == 303


def test_it_mails_a_link_that_works_once(
    alice: Person, anonymous: httpx.Client
) -> None:
    assert ask_link(anonymous, alice.email).status_code == 200
    link = read_mailed_link(alice)

    assert choose(anonymous, link, NEW).status_code == 303

    assert knows(alice, NEW)
    assert anonymous.get(link).status_code == 404
    assert alice.get("/").status_code == 303, "the open sessions live on"


def test_it_answers_alike_whether_the_account_exists(
    alice: Person, anonymous: httpx.Client
) -> None:
    known = ask_link(anonymous, alice.email)
    unknown = ask_link(anonymous, "personne@nulle.example")

    assert known.status_code == unknown.status_code
    assert known.text == unknown.text


def test_opening_the_link_uses_nothing_up(
    alice: Person, anonymous: httpx.Client
) -> None:
    ask_link(anonymous, alice.email)
    link = read_mailed_link(alice)

    for _ in range(3):
        assert anonymous.get(link).status_code == 200


def test_it_mails_one_link_however_often_it_is_asked(
    alice: Person, anonymous: httpx.Client
) -> None:
    ask_link(anonymous, alice.email)
    link = read_mailed_link(alice)

    answers = [ask_link(anonymous, alice.email) for _ in range(6)]

    assert {answer.status_code for answer in answers} == {200}
    _send_reset(alice.service, alice.email)
    assert _links(alice) == 1
    assert anonymous.get(link).status_code == 200


def test_a_later_link_leaves_the_first_one_alive(
    alice: Person, anonymous: httpx.Client
) -> None:
    """A stranger who asks again and again must not kill the link that a person is about to follow."""
    ask_link(anonymous, alice.email)
    first = read_mailed_link(alice)
    with alice.db() as session:
        earlier = UserToken.expires_at - mailed_tokens.RESET_PAUSE
        session.execute(update(UserToken).values(expires_at=earlier))

    _send_reset(alice.service, alice.email)

    assert _links(alice) == 2
    assert choose(anonymous, first, NEW).status_code == 303
    assert _links(alice) == 0, "all die with the first that is used"


def test_it_refuses_a_link_that_is_too_old(
    alice: Person, anonymous: httpx.Client
) -> None:
    ask_link(anonymous, alice.email)
    link = read_mailed_link(alice)
    with alice.db() as session:
        session.execute(update(UserToken).values(expires_at=now()))

    assert anonymous.get(link).status_code == 404


def test_it_refuses_a_weak_password_and_keeps_the_link(
    alice: Person, anonymous: httpx.Client
) -> None:
    ask_link(anonymous, alice.email)
    link = read_mailed_link(alice)

    assert choose(anonymous, link, "trop court").status_code == 422

    assert choose(anonymous, link, NEW).status_code == 303


def test_the_sixth_wrong_password_is_one_too_many(
    benoit: Person,
) -> None:
    sent = {"password": "je ne sais plus du tout", "new_password": NEW}

    codes = [benoit.post("/compte/mot-de-passe", sent).status_code for _ in range(6)]

    assert codes == [422] * 5 + [429]


def test_it_changes_a_password_and_closes_the_other_sessions(
    benoit: Person, anonymous: httpx.Client
) -> None:
    token = csrf_of(anonymous.get("/connexion").text)
    sent = {"_csrf_token": token, "email": benoit.email, "password": PASSWORD}
    anonymous.post("/connexion", data=sent)
    assert anonymous.get("/", follow_redirects=False).status_code == 200

    changed = {"password": PASSWORD, "new_password": NEW}
    assert benoit.post("/compte/mot-de-passe", changed).status_code == 303

    assert benoit.get("/").status_code == 200
    assert anonymous.get("/", follow_redirects=False).status_code == 303


def test_it_wants_the_present_password_first(benoit: Person) -> None:
    sent = {"password": "je ne sais plus du tout", "new_password": NEW}

    assert benoit.post("/compte/mot-de-passe", sent).status_code == 422
    assert not knows(benoit, NEW)


def test_the_letter_with_the_link_is_shown_to_nobody(
    alice: Person, anonymous: httpx.Client
) -> None:
    ask_link(anonymous, alice.email)
    with tenant_transaction(alice.service.app, alice.tenant_id) as session:
        letter = session.scalars(
            select(Letter).where(Letter.kind == LetterKind.ACCOUNT)
        ).first()
    assert letter is not None

    assert alice.get(f"/lettres/{letter.id}/source").status_code == 404


def test_a_person_proves_their_own_address(
    chloe: Person, anonymous: httpx.Client
) -> None:
    with chloe.db() as session:
        session.execute(update(User).values(email_verified_at=None))
    assert "À confirmer" in chloe.get("/compte").text
    assert chloe.post("/compte/adresse").status_code == 303
    link = _last_link(chloe)
    token = csrf_of(anonymous.get(link).text)

    answer = anonymous.post(link, data={"_csrf_token": token})

    assert "est confirmée" in answer.text
    assert "Confirmée" in chloe.get("/compte").text
    assert anonymous.get(link).status_code == 404
