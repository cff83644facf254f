"""Names under which a person's tries are counted, and how many tries each thing has."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.security.cookies import HttpRequest
from dashboard.security.tries import origin_of
from models.store.service import Service
from tests.cast import Person
from tests.dashboard.files import add_complaint


def _request(service: Service, peer: str, forwarded: str, proxies: str) -> HttpRequest:
    trusted = tuple(proxies.split()) if proxies else ()
    settings = replace(service.settings, trusted_proxies=trusted)
    state = SimpleNamespace(service=SimpleNamespace(settings=settings))
    found: Any = SimpleNamespace(
        client=SimpleNamespace(host=peer),
        headers={"x-forwarded-for": forwarded},
        app=SimpleNamespace(state=state),
    )
    return cast("HttpRequest", found)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "counted"),
    [
        ("198.51.100.7", "", "", "198.51.100.7"),
        ("198.51.100.7", "10.0.0.1", "", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "10.0.0.0/8", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.0/8", "10.0.0.1"),
        # One line has 2^64 addresses of IPv6, and an old address in a new form is one.
        ("2001:db8:1:2::1", "", "", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "", "", "2001:db8:1:2::"),
        ("::ffff:198.51.100.7", "", "", "198.51.100.7"),
    ],
)
def test_an_origin_has_one_name(
    service: Service, peer: str, forwarded: str, proxies: str, counted: str
) -> None:
    assert origin_of(_request(service, peer, forwarded, proxies)) == counted


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("what", ["mail", "document"])
def test_files_are_not_dropped_without_end(alice: Person, what: str) -> None:
    files = {"mail": ("vide.eml", b"Subject: x\r\n\r\n")}
    path = "/reclamations/nouvelle/message"
    if what == "document":
        files = {"file": ("lu.txt", b"x")}
        path = f"/reclamations/{add_complaint(alice).id}/documents"

    codes = {alice.post(path, files=files).status_code for _ in range(32)}

    assert codes == {303, 429}
