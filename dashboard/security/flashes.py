"""A word shown once on the next page, carried in a sealed cookie."""

from __future__ import annotations

import base64
import binascii
from typing import TypedDict

import msgspec

from dashboard.security import cookies
from dashboard.security.cookies import Connection
from models.base.errors import IntegrityLost
from models.vault.keys import open_sealed, seal


class Flash(TypedDict):
    """`kind`: success, warning or danger; `undo` is the URL a button posts to, or ""."""

    kind: str
    text: str
    undo: str


_CONTEXT = b"flash"


def flash(
    connection: Connection, text: str, *, kind: str = "success", undo: str = ""
) -> None:
    """Show a word on the next page; `undo` adds a button that takes the change back."""
    waiting = connection.scope["state"].setdefault("flashes", [])
    waiting.append(Flash(kind=kind, text=text, undo=undo))
    sealed = seal(_key(connection), msgspec.json.encode(waiting), _CONTEXT)
    value = base64.urlsafe_b64encode(sealed).decode()
    cookies.keep(connection, cookies.FLASH, value, max_age=60)


def take(connection: Connection) -> list[Flash]:
    """The words that wait, which are then gone."""
    value = cookies.read(connection, cookies.FLASH)
    if not value:
        return []
    # Dropped even when it cannot be read: it would be tried on every page.
    cookies.drop(connection, cookies.FLASH)
    try:
        sealed = base64.urlsafe_b64decode(value)
        plain = open_sealed(_key(connection), sealed, _CONTEXT)
    except (binascii.Error, ValueError, IntegrityLost):
        return []
    return msgspec.json.decode(plain, type=list[Flash])


def _key(connection: Connection) -> bytes:
    key: bytes = connection.app.state.flash_key
    return key
