"""Our cookies: their names, their flags, and how a request sets one from anywhere."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import Cookie, State

from models.base.settings import Settings

SESSION, VISITOR, FLASH = "seance", "visiteur", "message"
_WEEK = 7 * 24 * 3600

Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]
HttpRequest: TypeAlias = Request[Any, Any, State]


def name_of(settings: Settings, name: str) -> str:
    """The cookie's name on the wire; `__Host-` forbids other hosts to plant it (RFC 6265bis)."""
    return f"__Host-{name}" if settings.secure_cookies else name


def read(connection: Connection, name: str) -> str:
    return connection.cookies.get(name_of(_settings(connection), name), "")


def keep(
    connection: Connection, name: str, value: str, max_age: int | None = _WEEK
) -> None:
    """Set a cookie on the response of this request, whatever the response becomes."""
    settings = _settings(connection)
    cookie = Cookie(
        key=name_of(settings, name),
        value=value,
        max_age=max_age,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        # Not `strict`: links of our mails must find the person signed in.
        samesite="lax",
    )
    # Put on at the last moment, by `put_headers`: pages of failure bear them as well.
    pending(connection.scope)[name] = cookie


def drop(connection: Connection, name: str) -> None:
    keep(connection, name, "", max_age=0)


def pending(scope: Any) -> dict[str, Cookie]:
    """The cookies that wait for the response to leave."""
    waiting: dict[str, Cookie] = scope["state"].setdefault("cookies", {})
    return waiting


def _settings(connection: Connection) -> Settings:
    settings: Settings = connection.app.state.service.settings
    return settings
