"""Who may try what how often, seen from a request."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from sqlalchemy.orm import Session

from dashboard.dependencies import HttpRequest
from dashboard.security.refusals import TooManyTries
from models.service import Service
from models.session import platform_transaction
from models.tenants import throttle
from models.tenants.throttle import Limit, Verdict


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
    """Count one try under each key in turn; the first that is over its limit raises `TooManyTries`.

    What one key refuses is not counted under the next: a stranger who is refused alone uses up
    nothing that others share.
    """
    with platform_transaction(service.app) as session:
        verdict = _count(session, service, tries)
    if verdict.wait:
        raise TooManyTries(
            "Trop de tentatives en peu de temps. "
            f"Réessayez dans {_spoken(verdict.wait)}.",
            verdict.wait,
            is_first=verdict.is_first,
        )


def _count(
    session: Session, service: Service, tries: tuple[tuple[tuple[Limit, ...], str], ...]
) -> Verdict:
    for limits, key in tries:
        verdict = throttle.try_once(session, limits, key, service.moment())
        if verdict.wait:
            return verdict
    return Verdict()


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
