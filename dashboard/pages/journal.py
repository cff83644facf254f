"""Paramètres, journal: the cabinet's security events, for its owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get

from dashboard import journal as words
from dashboard.dependencies import HttpRequest, TheDb
from dashboard.rendering import page
from dashboard.security.access import needs_owner
from models.cabinets.journal import list_recent

_PAGE = 50


@get("/parametres/journal", guards=[needs_owner], sync_to_thread=True)
def show_journal(request: HttpRequest, db: TheDb) -> Response[Any]:
    """Fifty lines, and the way to the older ones: `avant` is the last line shown."""
    found = list_recent(db, db.tenant_id, _PAGE + 1, _id(request, "avant"))
    shown = found[:_PAGE]
    return page(
        request,
        "settings/journal.html",
        lines=words.lines(db, shown),
        older=shown[-1].id if len(found) > _PAGE else None,
        is_first="avant" not in request.query_params,
    )


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


routes = [show_journal]
