"""Who may try what how often, seen from a request."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from dashboard.dependencies import HttpRequest
from dashboard.security.refusals import TooManyTries
from models.service import Service
from models.session import platform_transaction
from models.tenants import throttle
from models.tenants.throttle import Limit


def origin_of(request: HttpRequest) -> str:
    """The client's address; a proxy is believed only if the settings name its network."""
    peer = request.client.host if request.client else ""
    settings = request.app.state.service.settings
    told = request.headers.get("x-forwarded-for", "").split(",")
    for hop in reversed(told):
        if not hop.strip() or not _is_within(peer, settings.trusted_proxies):
            break
        peer = hop.strip()
    return _counted(peer)


def hold_back(service: Service, *tries: tuple[tuple[Limit, ...], str]) -> None:
    """Count one try under each key, and raise `TooManyTries` when one is over its limit."""
    with platform_transaction(service.app) as session:
        wait = max(throttle.try_once(session, limits, key) for limits, key in tries)
    if wait:
        raise TooManyTries(
            f"Trop de tentatives en peu de temps. Réessayez dans {_spoken(wait)}.",
            wait,
        )


def _counted(address: str) -> str:
    """The name under which tries are counted: one line of IPv6 has 2^64 addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ip_network((found, 64), strict=False).network_address)


def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network) for network in networks)


def _spoken(seconds: int) -> str:
    return f"{seconds} secondes" if seconds <= 90 else f"{-(-seconds // 60)} minutes"
