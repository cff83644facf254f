"""Paramètres, courtiers expéditeurs."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from models.rows.base import now
from models.rows.letter import Letter, LetterKind
from models.rows.tenant import Forwarder
from models.rows.user import User
from models.sending.case import list_verified_addresses
from models.store.service import Service
from tests.cast import Person, csrf_of
from tests.makers import make_forwarder

LIST = "/parametres/expediteurs"

pytestmark = pytest.mark.usefixtures("patience")


def read_mailed_link(alice: Person, email: str) -> str:
    with alice.db() as session:
        body = session.scalars(
            select(Letter.body)
            .where(Letter.kind == LetterKind.ACCOUNT, Letter.recipient == email)
            .order_by(Letter.created_at.desc())
        ).first()
    found = re.search(r"http://127\.0\.0\.1:8080(/expediteur/\S+)", body or "")
    assert found, "no mail was planned"
    return found[1]


def confirm(client: httpx.Client, link: str) -> int:
    page = client.get(link)
    token = csrf_of(page.text)
    return client.post(link, data={"_csrf_token": token}).status_code


def make_trusted(alice: Person) -> frozenset[str]:
    with alice.db() as session:
        return list_verified_addresses(session, alice.tenant_id)


def test_it_trusts_an_address_once_its_owner_said_so(
    alice: Person, anonymous: httpx.Client
) -> None:
    answer = alice.post(LIST, {"email": "Paul@Apporteur.example", "name": "Paul"})
    assert answer.status_code == 303
    assert "paul@apporteur.example" not in make_trusted(alice)
    link = read_mailed_link(alice, "paul@apporteur.example")

    assert anonymous.get(link).status_code == 200
    assert "paul@apporteur.example" not in make_trusted(alice), (
        "opening is not confirming"
    )
    assert confirm(anonymous, link) == 200

    assert "paul@apporteur.example" in make_trusted(alice)
    assert anonymous.get(link).status_code == 404, "the link works once"


def test_a_forged_link_proves_nothing(
    alice: Person, anonymous: httpx.Client, other_cabinet: UUID
) -> None:
    alice.post(LIST, {"email": "vera@apporteur.example", "name": ""})
    link = read_mailed_link(alice, "vera@apporteur.example")
    secret = link.rpartition(".")[2]

    for forged in (
        f"/expediteur/{other_cabinet.hex}.{secret}",
        f"/expediteur/{alice.tenant_id.hex}.{'x' * 43}",
        f"/expediteur/{uuid4().hex}",
        "/expediteur/rien",
    ):
        assert anonymous.get(forged).status_code == 404
        token = csrf_of(anonymous.get("/connexion").text)
        answer = anonymous.post(forged, data={"_csrf_token": token})
        assert answer.status_code == 404
    assert "vera@apporteur.example" not in make_trusted(alice)


@pytest.mark.parametrize("email", ["", "paul", "a@b", "a@b.fr, c@d.fr", "<a@b.fr>"])
def test_it_refuses_what_is_not_one_address(alice: Person, email: str) -> None:
    assert alice.post(LIST, {"email": email}).status_code == 422


def test_it_refuses_an_address_twice(alice: Person) -> None:
    alice.post(LIST, {"email": "deux@apporteur.example"})

    answer = alice.post(LIST, {"email": "DEUX@apporteur.example"})

    assert answer.status_code == 422
    assert "déjà dans la liste" in answer.text


def test_it_asks_no_user_to_prove_an_address_that_counts(alice: Person) -> None:
    with alice.db() as session:
        user = session.get_one(User, alice.user_id)
        user.email_verified_at = user.email_verified_at or now()

    answer = alice.post(LIST, {"email": alice.email.upper()})

    assert answer.status_code == 422
    assert "déjà reconnue" in answer.text


def test_it_removes_an_address(alice: Person, service: Service) -> None:
    with alice.db() as session:
        forwarder = make_forwarder(session)
    alice.post(f"{LIST}/{forwarder.id}/retirer")

    with alice.db() as session:
        assert session.get(Forwarder, (alice.tenant_id, forwarder.id)) is None


def test_a_new_link_voids_the_old_one(alice: Person, anonymous: httpx.Client) -> None:
    alice.post(LIST, {"email": "encore@apporteur.example"})
    old = read_mailed_link(alice, "encore@apporteur.example")
    with alice.db() as session:
        found = session.scalars(
            select(Forwarder).where(Forwarder.email == "encore@apporteur.example")
        ).one()
    alice.post(f"{LIST}/{found.id}/renvoyer")

    assert anonymous.get(old).status_code == 404
