"""Addresses of clients: the name under which one is counted, and the networks it lies in."""

from __future__ import annotations

from ipaddress import ip_address, ip_network


def origin_name(address: str) -> str:
    """The name under which an address is counted: one line of IPv6 has 2^64 addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ip_network((found, 64), strict=False).network_address)


def is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network) for network in networks)
