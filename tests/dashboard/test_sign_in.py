"""Signing in and out."""

from __future__ import annotations

import httpx

from tests.cast import PASSWORD, Person, csrf_of


def _try(client: httpx.Client, email: str, password: str, **more: str) -> int:
    token = csrf_of(client.get("/connexion").text)
    sent = {"_csrf_token": token, "email": email, "password": password} | more
    return client.post("/connexion", data=sent, follow_redirects=False).status_code


def test_it_lets_in_who_knows_the_password(
    alice: Person, anonymous: httpx.Client
) -> None:
    assert _try(anonymous, alice.email.upper(), PASSWORD) == 303

    assert "Tableau de bord" in anonymous.get("/", follow_redirects=True).text


def test_it_refuses_a_wrong_password(alice: Person, anonymous: httpx.Client) -> None:
    assert _try(anonymous, alice.email, "not the password at all") == 422

    assert anonymous.get("/", follow_redirects=False).status_code == 303


def test_it_asks_to_log_in_and_comes_back(anonymous: httpx.Client) -> None:
    answer = anonymous.get("/compte", follow_redirects=False)

    assert answer.headers["location"] == "/connexion?suite=%2Fcompte"


def test_it_signs_out_on_the_server(alice: Person) -> None:
    told = alice.client.cookies["seance"]

    assert alice.post("/deconnexion").status_code == 303

    alice.client.cookies.set("seance", told)
    assert alice.get("/").status_code == 303
