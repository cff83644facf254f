"""Signing in and out, and what a session is."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from models.cabinets import browser_sessions
from models.rows.base import now
from models.rows.user import SignedIn, User
from tests.cast import PASSWORD, Person, csrf_of

pytestmark = pytest.mark.usefixtures("patience")


def sign_in(
    client: httpx.Client, email: str, password: str = PASSWORD, **more: str
) -> httpx.Response:
    token = csrf_of(client.get("/connexion").text)
    sent = {"_csrf_token": token, "email": email, "password": password} | more
    return client.post("/connexion", data=sent, follow_redirects=False)


def test_it_lets_in_who_knows_the_password(
    alice: Person, anonymous: httpx.Client
) -> None:
    assert sign_in(anonymous, alice.email.upper()).status_code == 303

    assert "Tableau de bord" in anonymous.get("/").text


def test_it_answers_alike_whether_the_account_exists(
    alice: Person, anonymous: httpx.Client
) -> None:
    wrong = sign_in(anonymous, alice.email, "pas le bon mot de passe")
    nobody = sign_in(anonymous, "personne@nulle.example", "pas le bon mot de passe")

    assert wrong.status_code == nobody.status_code == 422
    shown = nobody.text.replace("personne@nulle.example", alice.email)
    assert shown == wrong.text


def test_it_refuses_who_was_deactivated(
    benoit: Person, anonymous: httpx.Client
) -> None:
    _set_active(benoit, False)

    assert sign_in(anonymous, benoit.email).status_code == 422
    assert benoit.get("/").status_code == 303

    _set_active(benoit, True)


def test_it_never_adopts_an_id_that_was_planted(
    alice: Person, anonymous: httpx.Client
) -> None:
    anonymous.cookies.set("seance", "chosen-by-somebody-else")

    sign_in(anonymous, alice.email)

    kept = [c.value for c in anonymous.cookies.jar if c.name == "seance"]
    assert "chosen-by-somebody-else" not in kept or len(kept) > 1
    planted = httpx.get(
        str(anonymous.base_url), cookies={"seance": "chosen-by-somebody-else"}
    )
    assert planted.headers["location"].startswith("/connexion")


def test_it_gives_a_new_id_and_kills_the_old_one(alice: Person) -> None:
    before = alice.client.cookies["seance"]
    alice.client.cookies.clear()
    alice.client.cookies.set("seance", before, domain="127.0.0.1", path="/")

    sent = {"_csrf_token": alice.token, "email": alice.email, "password": PASSWORD}
    answer = alice.client.post("/connexion", data=sent, follow_redirects=False)

    after = answer.cookies["seance"]
    assert after != before
    old = httpx.get(str(alice.client.base_url), cookies={"seance": before})
    assert old.status_code == 303


def test_it_hides_the_cookie_from_scripts(
    alice: Person, anonymous: httpx.Client
) -> None:
    values = sign_in(anonymous, alice.email).headers.get_list("set-cookie")

    session = next(line for line in values if line.startswith("seance="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session


@pytest.mark.parametrize(
    "change",
    [
        {"last_seen_at": now() - browser_sessions.IDLE - timedelta(minutes=1)},
        {"expires_at": now() - timedelta(minutes=1)},
    ],
)
def test_it_ends_a_session_that_is_idle_or_over(
    alice: Person, change: dict[str, object]
) -> None:
    with alice.db() as session:
        session.execute(update(SignedIn).values(**change))

    assert alice.get("/").status_code == 303


def test_it_keeps_no_id_in_the_database(alice: Person) -> None:
    cooky = alice.client.cookies["seance"]

    with alice.db() as session:
        kept = [row.id_hash for row in session.query(SignedIn)]

    assert kept
    assert not any(cooky in line for line in kept)


def test_it_signs_out_on_the_server(alice: Person) -> None:
    cooky = alice.client.cookies["seance"]

    assert alice.post("/deconnexion").status_code == 303

    again = httpx.get(str(alice.client.base_url), cookies={"seance": cooky})
    assert again.status_code == 303


def test_it_comes_back_where_one_wanted_to_go(
    alice: Person, anonymous: httpx.Client
) -> None:
    asked = anonymous.get("/compte", follow_redirects=False)
    assert asked.headers["location"] == "/connexion?suite=%2Fcompte"

    assert sign_in(anonymous, alice.email, suite="/compte").headers["location"] == (
        "/compte"
    )


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x"]
)
def test_it_never_sends_to_another_site(
    alice: Person, anonymous: httpx.Client, wanted: str
) -> None:
    answer = sign_in(anonymous, alice.email, suite=wanted)

    assert answer.headers["location"] == "/"


def test_it_slows_down_who_guesses_one_account(
    chloe: Person, anonymous: httpx.Client
) -> None:
    codes = [
        sign_in(anonymous, chloe.email, "pas le bon mot de passe").status_code
        for _ in range(6)
    ]

    assert codes == [422] * 5 + [429]
    # Neither the right password nor another spelling of the address helps until then.
    late = sign_in(anonymous, chloe.email.upper())
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= 3600


def test_it_slows_down_one_origin_over_many_accounts(
    anonymous: httpx.Client,
) -> None:
    token = csrf_of(anonymous.get("/connexion").text)
    codes = []
    for number in range(21):
        sent = {"_csrf_token": token, "email": f"{number}@x.example", "password": "x"}
        codes.append(anonymous.post("/connexion", data=sent).status_code)

    assert codes == [422] * 20 + [429]


def test_it_refuses_a_token_of_another_visitor(
    alice: Person, anonymous: httpx.Client, url: str
) -> None:
    with httpx.Client(base_url=url) as other:
        token = csrf_of(other.get("/connexion").text)
    anonymous.get("/connexion")

    sent = {"_csrf_token": token, "email": alice.email, "password": PASSWORD}
    assert anonymous.post("/connexion", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "https://evil.example", 403),
        ("Origin", "null", 403),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Sec-Fetch-Site", "same-origin", 422),
    ],
)
def test_it_looks_at_the_origin(
    anonymous: httpx.Client, header: str, value: str, status: int
) -> None:
    token = csrf_of(anonymous.get("/connexion").text)
    sent = {"_csrf_token": token, "email": "x@x.example", "password": "x"}

    answer = anonymous.post("/connexion", data=sent, headers={header: value})

    assert answer.status_code == status


def test_it_takes_the_token_from_a_header_too(alice: Person) -> None:
    answer = alice.client.post(
        "/deconnexion", headers={"X-CSRF-Token": alice.token, "HX-Request": "true"}
    )

    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/connexion"


def test_it_tells_htmx_to_sign_in(anonymous: httpx.Client) -> None:
    answer = anonymous.get("/compte", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/connexion")


def _set_active(person: Person, active: bool) -> None:
    with person.db() as session:
        session.get_one(User, person.user_id).active = active
