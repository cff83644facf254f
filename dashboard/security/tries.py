"""Tries that are counted, under the origin of a request or another key."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dashboard.security.cookies import HttpRequest
from dashboard.security.origins import is_within, origin_name
from dashboard.security.refusals import TooManyTries
from models.cabinets import throttle
from models.cabinets.throttle import Limit, Verdict
from models.store.service import Service
from models.store.session import platform_transaction


def origin_of(request: HttpRequest) -> str:
    """The client's address; a proxy is believed only if the settings name its network."""
    peer = request.client.host if request.client else ""
    settings = request.app.state.service.settings
    hops = request.headers.get("x-forwarded-for", "").split(",")
    # The nearest proxy wrote the last one; what stands before a stranger's is invented.
    for hop in reversed(hops):
        if not hop.strip() or not is_within(peer, settings.trusted_proxies):
            break
        peer = hop.strip()
    return origin_name(peer)


def count_tries(service: Service, *tries: tuple[tuple[Limit, ...], str]) -> None:
    """Count one try under each key in turn; the first that is over its limit raises `TooManyTries`.

    What one key refuses is not counted under the next: a stranger who is refused alone uses up
    nothing that others share.
    """
    with platform_transaction(service.app) as session:
        verdict = _count(session, service, tries)
    if verdict.wait:
        raise TooManyTries(
            "Trop de tentatives en peu de temps. "
            f"Réessayez dans {_say_wait(verdict.wait)}.",
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


def _say_wait(seconds: int) -> str:
    return f"{seconds} secondes" if seconds <= 90 else f"{-(-seconds // 60)} minutes"
