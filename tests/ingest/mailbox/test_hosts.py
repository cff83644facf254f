"""A host that a customer typed is judged by its addresses, and called at the one judged."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from ingest.mailbox import hosts

LOCAL = [
    "127.0.0.1",
    "::1",
    "0x7f000001",
    "2130706433",
    "127.1",
    "localhost",
    "[::ffff:10.0.0.1]",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "0.0.0.0",
    "fd00:ec2::254",
    "fe80::1%lo",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "fec0::1",
    "5f00::1",
    "3fff::1",
    "192.0.0.8",
    "192.88.99.1",
    "168.63.129.16",
    "１２７.0.0.1",
]


@pytest.mark.parametrize("name", LOCAL)
def test_it_refuses_what_does_not_lead_to_the_internet(name: str) -> None:
    with pytest.raises((hosts.HostRefused, hosts.HostUnknown)):
        hosts.check(name, 993, allow_local=False)


@pytest.mark.parametrize("port", [22, 25, 80, 5432, 6379])
def test_it_refuses_ports_that_are_not_of_mail(port: int) -> None:
    with pytest.raises(hosts.HostRefused):
        hosts.check("8.8.8.8", port, allow_local=False)


def test_it_accepts_loopback_where_the_setting_says_so() -> None:
    assert hosts.check("127.0.0.1", 1143, allow_local=True).address == "127.0.0.1"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "2a01:e0c:1::25"])
def test_it_calls_the_open_internet(address: str) -> None:
    assert hosts.check(address, 993, allow_local=False).address == address


def test_it_refuses_a_name_that_also_leads_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers(monkeypatch, ["8.8.8.8", "10.0.0.1"])

    with pytest.raises(hosts.HostRefused):
        hosts.check("mail.example.com", 993, allow_local=False)


def test_it_calls_the_address_it_judged_whatever_the_name_says_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers(monkeypatch, ["8.8.8.8"])
    checked = hosts.check("mail.example.com", 993, allow_local=False)
    answers(monkeypatch, ["127.0.0.1"])

    assert (checked.address, checked.name) == ("8.8.8.8", "mail.example.com")


def test_it_says_when_a_name_has_no_address() -> None:
    with pytest.raises(hosts.HostUnknown):
        hosts.check("nowhere.invalid", 993, allow_local=False)


def answers(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    def resolve(_: str, port: int, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
