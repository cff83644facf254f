"""The names by which the dashboard may be asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

from dashboard.security.cookies import Connection
from dashboard.security.refusals import WrongHost
from models.base.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def check_host(connection: Connection) -> None:
    """Raise `WrongHost` for any other name.

    A name of a stranger that leads here (DNS rebinding, a proxy's mistake) must not become part
    of a page, of a cache or of what the browser takes for our origin.
    """
    settings: Settings = connection.app.state.service.settings
    if _name_of(connection.headers.get("host", "")) not in _ours(settings):
        raise WrongHost(
            "Cette adresse n’est pas celle de ReclamPro. "
            f"Ouvrez {settings.public_url} à la place."
        )


def _ours(settings: Settings) -> frozenset[str]:
    public = urlsplit(settings.public_url).hostname or ""
    return _LOOPBACK | {public, *settings.allowed_hosts}


def _name_of(host: str) -> str:
    """The host's name without its port, in small letters; "" when it is no host."""
    try:
        found = urlsplit(f"//{host}")
    except ValueError:
        return ""
    # `urlsplit` forgives what a browser would read in another way.
    is_plain = found.netloc == host and "@" not in host
    return (found.hostname or "").rstrip(".") if is_plain else ""
