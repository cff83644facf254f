"""Mail servers that a cabinet may have us call: public addresses, mail ports, checked once.

A host name that a customer types is an order to our network (SSRF): it is resolved once,
every address it gives is judged, and the connection goes to the address that was judged.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from models.base.errors import Refused, TemporaryError

MAIL_PORTS = frozenset({143, 993, 465, 587})
# All that was ever handed out to hosts (RFC 4291, 2.4): the rest is old forms of IPv4
# addresses, site-local ones, carriers, experiments.
_UNICAST = IPv6Network("2000::/3")
# Networks that `is_global` lets through although they lead elsewhere: 6to4 and its relays, Teredo,
# protocol assignments, documentation, the host's own services at a large cloud.
_ELSEWHERE = tuple(
    ip_network(n)
    for n in (
        "2002::/16",
        "2001::/32",
        "3fff::/20",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
    )
)


class HostRefused(Refused):
    """The host or its port is not one we may call."""


class HostUnknown(TemporaryError):
    """The name has no address at this moment."""


@dataclass(frozen=True)
class Checked:
    """A server to call: `address` is where to connect, `name` what its certificate must say."""

    name: str
    address: str
    port: int


def check(name: str, port: int, *, allow_local: bool) -> Checked:
    """Resolve and judge a host once; raises HostRefused or HostUnknown."""
    if not name or any(c.isspace() or not c.isprintable() for c in name):
        raise HostRefused("Le nom du serveur n’est pas valable.")
    if not allow_local and port not in MAIL_PORTS:
        raise HostRefused("Ce port n’est pas celui d’un serveur de messagerie.")
    addresses = _resolve(name, port)
    # One private address among public ones is enough to refuse: the next answer may be that one.
    if not allow_local and not all(is_public(a) for a in addresses):
        raise HostRefused("Ce serveur n’est pas joignable depuis Internet.")
    return Checked(name, addresses[0], port)


def is_public(address: str) -> bool:
    """An address belongs to the open Internet, whatever form it takes."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return _is_open(found)


def _is_open(found: IPv4Address | IPv6Address) -> bool:
    if found.is_multicast or not found.is_global:
        return False
    if isinstance(found, IPv6Address) and found not in _UNICAST:
        return False
    return not any(found in net for net in _ELSEWHERE if net.version == found.version)


def _resolve(name: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(name.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown("the host has no address") from error
    return [str(info[4][0]) for info in found]
