"""Which mail servers a cabinet may have us call: public addresses, mail ports, checked once.

A host name that a customer types is an order to our network (SSRF): it is resolved once,
every address it gives is judged, and the connection goes to the address that was judged.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from models.errors import Refused, TemporaryError

MAIL_PORTS = frozenset({143, 993, 465, 587})
# What `is_global` lets through although it leads elsewhere: 6to4, Teredo, NAT64.
_CARRIERS = tuple(
    ip_network(n) for n in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")
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
    """Whether an address belongs to the open Internet, whatever form it takes."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return _is_open(found)


def _is_open(found: IPv4Address | IPv6Address) -> bool:
    if found.is_multicast or not found.is_global:
        return False
    return not any(found in net for net in _CARRIERS if net.version == found.version)


def _resolve(name: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(name.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown("the host has no address") from error
    return [str(info[4][0]) for info in found]
