"""The one guard every route passes: who is it, may they, and is it really they who ask."""

from __future__ import annotations

from enum import Enum
from typing import Any
from urllib.parse import parse_qsl

from anyio import to_thread
from litestar.connection import Request
from litestar.exceptions.http_exceptions import (
    InternalServerException,
    RequestEntityTooLarge,
)
from litestar.handlers import BaseRouteHandler

from dashboard.forms import Form, Unreadable
from dashboard.security import cookies, csrf
from dashboard.security.allowed_hosts import check_host
from dashboard.security.cookies import Connection
from dashboard.security.refusals import RoleTooLow, SignInNeeded
from dashboard.security.viewer import Viewer, find_viewer
from models.base.errors import NotFound, Refused
from models.cabinets import browser_sessions
from models.store.session import platform_transaction


class Who(Enum):
    """The persons who may pass a route: its option `who`."""

    # Files and health: nobody is recognised, whatever cookie they bring.
    OUTSIDE = "outside"
    ANYBODY = "anybody"
    # Readers too, even where something of their own changes.
    SIGNED_IN = "signed_in"
    WRITERS = "writers"
    OWNERS = "owners"


_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_PATH = 1000
# The largest form without a file, in octets: who is not signed in types little.
_ROOM, _STRANGERS_ROOM = 4 * 1024 * 1024, 64 * 1024
_MOST_FIELDS = 1000
_NOT_ALLOWED = "Votre rôle ne permet pas cette action."
_OWNERS_ONLY = "Cette page est réservée aux responsables du cabinet."


async def gate(connection: Connection, handler: BaseRouteHandler) -> None:
    """Recognise the viewer, then refuse those who may not pass.

    Every route is closed unless its option `who` says otherwise, and every unsafe verb
    is closed to readers: a new page is safe before anybody thinks of it.
    """
    _check_path(connection)
    unsafe = connection.scope.get("method") not in _SAFE
    who = handler.opt.get("who", Who.WRITERS if unsafe else Who.SIGNED_IN)
    if who is Who.OUTSIDE:
        return
    check_host(connection)
    connection.scope["state"]["viewer"] = await _recognise(connection)
    form = await _take_form(connection) if unsafe else Form([])
    try:
        if unsafe:
            token = connection.headers.get(csrf.HEADER) or form.text(csrf.FIELD)
            csrf.check(connection, token)
        _check_viewer(find_viewer(connection), who)
    except Refused:
        # No handler will read the files of a form that is refused.
        form.close()
        raise


def _check_viewer(viewer: Viewer | None, who: Who) -> None:
    if who is Who.ANYBODY:
        return
    if viewer is None:
        raise SignInNeeded
    if who is Who.WRITERS and not viewer.may_write:
        raise RoleTooLow(_NOT_ALLOWED)
    if who is Who.OWNERS and not viewer.is_owner:
        raise RoleTooLow(_OWNERS_ONLY)


async def _recognise(connection: Connection) -> Viewer | None:
    secret = cookies.read(connection, cookies.SESSION)
    return await to_thread.run_sync(_find, connection, secret) if secret else None


def _find(connection: Connection, secret: str) -> Viewer | None:
    with platform_transaction(connection.app.state.service.app) as session:
        user = browser_sessions.find_user(session, secret)
    if user is None:
        return None
    return Viewer(user.id, user.tenant_id, user.role, user.name, user.email, secret)


async def _take_form(connection: Connection) -> Form:
    # Guards of a route get its request.
    assert isinstance(connection, Request)  # noqa: S101 - tells the type checker so
    try:
        form = await _read_form(connection)
    except InternalServerException:
        # Litestar's word for a sender who left before the end: nothing failed here.
        raise Unreadable("La demande s’est arrêtée avant la fin.") from None
    connection.scope["state"]["form"] = form
    return form


def _check_path(connection: Connection) -> None:
    """No page and no file has such a name, and the disk would refuse to look it up."""
    path = connection.scope["path"]
    if len(path) > _LONGEST_PATH or "\0" in path:
        raise NotFound


async def _read_form(request: Request[Any, Any, Any]) -> Form:
    """The fields of a form; without a session no files are read."""
    kind, is_known = request.content_type[0], find_viewer(request) is not None
    if kind == "multipart/form-data" and is_known:
        return Form((await request.form()).multi_items())
    if kind == "application/x-www-form-urlencoded":
        # Not request.form(): it keeps the last thousand bodies in memory, passwords and all.
        body = await _read_body(request, _ROOM if is_known else _STRANGERS_ROOM)
        return _parse(body.decode("latin-1"))
    return Form([])


async def _read_body(request: Request[Any, Any, Any], most: int) -> bytes:
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise RequestEntityTooLarge
    return bytes(body)


def _parse(body: str) -> Form:
    try:
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Unreadable("Ce formulaire a trop de champs.") from None
    return Form(fields)
