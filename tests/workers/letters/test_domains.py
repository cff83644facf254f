"""Domains that take mail, asked of a real name server on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.resolver import BROKEN, SILENT, Resolver, running_resolver
from workers.mail_domains import Answer, Domains, _split_server


@pytest.fixture(scope="module")
def resolver() -> Iterator[Resolver]:
    with running_resolver() as running:
        running.zones = {
            "mail.example": {"MX": ["10 mx.mail.example."]},
            "plain.example": {"A": ["192.0.2.7"]},
            "six.example": {"AAAA": ["2001:db8::7"]},
            "web.example": {"TXT": ['"nothing"']},
            "null.example": {"MX": ["0 ."], "A": ["192.0.2.8"]},
            "xn--caf-dma.example": {"MX": ["10 mx.mail.example."]},
            "broken.example": BROKEN,
            "silent.example": SILENT,
        }
        yield running


@pytest.mark.parametrize(
    ("domain", "answer"),
    [
        ("mail.example", Answer.TAKES_MAIL),
        ("MAIL.example.", Answer.TAKES_MAIL),
        ("plain.example", Answer.TAKES_MAIL),
        ("six.example", Answer.TAKES_MAIL),
        ("café.example", Answer.TAKES_MAIL),
        ("web.example", Answer.UNKNOWN),
        ("null.example", Answer.UNKNOWN),
        ("gone.example", Answer.UNKNOWN),
        ("", Answer.UNKNOWN),
        ("a..b", Answer.UNKNOWN),
        ("x" * 64 + ".example", Answer.UNKNOWN),
        ("broken.example", Answer.UNSURE),
        ("silent.example", Answer.UNSURE),
    ],
)
def test_it_says_whether_a_domain_takes_mail(
    resolver: Resolver, domain: str, answer: Answer
) -> None:
    assert Domains(timeout=1.0).ask(f"jeanne@{domain}", resolver.address) is answer


def test_it_asks_once_in_a_while(resolver: Resolver) -> None:
    domains = Domains()
    before = resolver.asked["mail.example"]

    for local in ("a", "b", "c"):
        domains.ask(f"{local}@mail.example", resolver.address)

    assert resolver.asked["mail.example"] == before + 1


def test_it_is_unsure_when_nobody_listens() -> None:
    assert Domains(timeout=0.5).ask("a@mail.example", "127.0.0.1:1") is Answer.UNSURE
    assert Domains(timeout=0.5).ask("a@mail.example", "not-an-ip") is Answer.UNSURE


@pytest.mark.parametrize(
    ("server", "place"),
    [
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
    ],
)
def test_it_reads_where_a_resolver_is(server: str, place: tuple[str, int]) -> None:
    assert _split_server(server) == place
