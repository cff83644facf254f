"""Proof that a changing request comes from a page of the dashboard: a token, and the origin."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from dashboard.security import cookies
from dashboard.security.cookies import Connection
from dashboard.security.refusals import NotFromOurPage
from dashboard.security.viewer import find_viewer

FIELD, HEADER = "_csrf_token", "x-csrf-token"
_EXPIRED = (
    "Cette page a expiré, ou elle n’a pas été ouverte depuis ReclamPro. "
    "Rechargez-la puis recommencez."
)


def token_for(connection: Connection) -> str:
    """The token a form of this visitor must carry; plants the visitor's cookie if needed."""
    return _sign(connection, _root(connection) or _plant(connection))


def check(connection: Connection, token: str) -> None:
    """Raise `NotFromOurPage` unless the token is this visitor's and the origin is ours."""
    root = _root(connection)
    if not root or not hmac.compare_digest(_sign(connection, root), _ascii(token)):
        raise NotFromOurPage(_EXPIRED)
    if not _is_our_origin(connection):
        raise NotFromOurPage(_EXPIRED)


def _root(connection: Connection) -> str:
    """The secret of this visitor: the session's id, else the visitor's cookie."""
    viewer = find_viewer(connection)
    return viewer.session if viewer else cookies.read(connection, cookies.VISITOR)


def _plant(connection: Connection) -> str:
    waiting = cookies.pending(connection.scope).get(cookies.VISITOR)
    if waiting and waiting.value:
        return waiting.value
    secret = secrets.token_urlsafe(32)
    cookies.keep(connection, cookies.VISITOR, secret)
    return secret


def _sign(connection: Connection, root: str) -> str:
    key: bytes = connection.app.state.csrf_key
    return hmac.digest(key, root.encode(), hashlib.sha256).hex()


def _ascii(token: str) -> str:
    # compare_digest refuses other letters with an error.
    return token if token.isascii() else ""


def _is_our_origin(connection: Connection) -> bool:
    """Browsers name the origin of every POST; what names none is not a browser's form."""
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site") in (None, "same-origin", "none")
    public = urlsplit(connection.app.state.service.settings.public_url).netloc
    try:
        named = urlsplit(origin).netloc
    except ValueError:
        return False
    return named in (public, connection.headers.get("host"))
