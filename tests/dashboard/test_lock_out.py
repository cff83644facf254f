"""Strangers who guess are bounded, and never keep out the person whose account it is."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from models.base.settings import Settings
from models.cabinets import throttle
from models.store.service import Service
from models.store.session import platform_transaction
from tests.cast import MOMENT, PASSWORD, Person, csrf_of, web_settings
from tests.dashboard.test_mailed_links import ask_link, choose, read_mailed_link
from tests.processes import FOR_EVER
from tests.servers import Database

pytestmark = pytest.mark.usefixtures("patience")
NEW = "quatre chiens noirs dans la cour"


@pytest.fixture(scope="module")
def settings(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The tests stand behind a proxy that is believed: each request says where it is from."""
    folder = tmp_path_factory.mktemp("web")
    return web_settings(module_database, folder, trusted_proxies=("127.0.0.0/8",))


def sign_in(
    client: httpx.Client, email: str, password: str, origin: str
) -> httpx.Response:
    token = csrf_of(client.get("/connexion").text)
    sent = {"_csrf_token": token, "email": email, "password": password}
    headers = {"X-Forwarded-For": origin}
    return client.post("/connexion", data=sent, headers=headers, follow_redirects=False)


def attack(url: str, email: str, tries: int, origins: int) -> list[int]:
    """The codes that a guesser is given who walks over many addresses."""
    with httpx.Client(base_url=url, timeout=FOR_EVER) as stranger:
        return [
            sign_in(
                stranger, email, "pas le bon", f"203.0.113.{n % origins}"
            ).status_code
            for n in range(tries)
        ]


def exhaust(service: Service, email: str) -> None:
    """Spend what all strangers have together, as if from as many addresses."""
    with platform_transaction(service.app) as session:
        while not throttle.try_once(
            session, throttle.SIGN_IN_STRANGERS, email, MOMENT
        ).wait:
            pass


def sign_out(client: httpx.Client) -> None:
    client.cookies.delete("seance")


def test_the_owner_enters_from_a_browser_they_use_whatever_strangers_try(
    url: str, service: Service, alice: Person, anonymous: httpx.Client
) -> None:
    assert sign_in(anonymous, alice.email, PASSWORD, "198.51.100.7").is_redirect
    sign_out(anonymous)
    exhaust(service, alice.email)

    codes = attack(url, alice.email, 23, origins=23)

    assert set(codes) == {429}, "strangers are refused by now"
    # From another place, and even from the place of an attacker.
    assert sign_in(anonymous, alice.email, PASSWORD, "203.0.113.1").is_redirect


def test_one_stranger_keeps_no_new_browser_out(
    url: str, alice: Person, anonymous: httpx.Client
) -> None:
    codes = attack(url, alice.email, 23, origins=1)

    assert codes == [422] * 5 + [429] * 18
    assert sign_in(anonymous, alice.email, PASSWORD, "198.51.100.7").is_redirect


def test_many_addresses_together_guess_sixty_times_an_hour_at_most(
    url: str, chloe: Person, anonymous: httpx.Client
) -> None:
    codes = attack(url, chloe.email, 64, origins=64)

    assert codes.count(422) == 60
    late = sign_in(anonymous, chloe.email.upper(), PASSWORD, "198.51.100.7")
    assert late.status_code == 429


def test_the_mailed_link_opens_what_strangers_have_closed(
    url: str, service: Service, benoit: Person, anonymous: httpx.Client
) -> None:
    with httpx.Client(base_url=url, timeout=FOR_EVER) as stranger:
        for n in range(23):
            stranger.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            assert ask_link(stranger, benoit.email).status_code == 200
    exhaust(service, benoit.email)

    assert ask_link(anonymous, benoit.email).status_code == 200
    assert choose(anonymous, read_mailed_link(benoit), NEW).status_code == 303

    exhaust(service, benoit.email)
    assert sign_in(anonymous, benoit.email, NEW, "198.51.100.7").is_redirect


def test_a_device_is_bounded_too(
    url: str, chloe: Person, anonymous: httpx.Client
) -> None:
    assert sign_in(anonymous, chloe.email, PASSWORD, "198.51.100.8").is_redirect
    sign_out(anonymous)

    codes = [
        sign_in(anonymous, chloe.email, "pas le bon", f"198.51.100.{n}").status_code
        for n in range(6)
    ]

    assert codes == [422] * 5 + [429]


def test_a_planted_device_cookie_opens_nothing(
    url: str, alice: Person, anonymous: httpx.Client
) -> None:
    """A device counts for its own person, and its secret is made by us."""
    sign_in(anonymous, alice.email, PASSWORD, "198.51.100.7")
    [(name, known)] = [
        (c.name, c.value)
        for c in anonymous.cookies.jar
        if c.name.startswith("appareil")
    ]
    with httpx.Client(base_url=url, timeout=FOR_EVER) as other:
        other.cookies.set(name, "planted")
        answer = sign_in(other, alice.email, PASSWORD, "198.51.100.9")

    assert answer.cookies[name] not in ("planted", known)


def test_strangers_have_two_hundred_tries_of_an_account_a_day(service: Service) -> None:
    tries = 0
    with platform_transaction(service.app) as session:
        for hour in range(14):
            at = MOMENT - timedelta(hours=9) + timedelta(hours=hour)
            for _ in range(61):
                verdict = throttle.try_once(
                    session, throttle.SIGN_IN_STRANGERS, "x@x.example", at
                )
                tries += not verdict.wait

    assert tries == 200
