"""Rétablissement: the owner ends the holding of letters after the database went back."""

from __future__ import annotations

from typing import Any

from litestar import Response, post

from dashboard.dependencies import HttpRequest, TheDb, TheService, TheViewer
from dashboard.rendering import go
from dashboard.security.access import get_tenant, needs_owner
from models.base.errors import Refused
from models.sending.restoring import release_cabinet

_NOT_HELD = "Les accusés de cet espace ne sont plus retenus."


@post("/retablissement/decider", guards=[needs_owner], sync_to_thread=True)
def decide_each(
    request: HttpRequest, db: TheDb, service: TheService, viewer: TheViewer
) -> Response[Any]:
    """Let what is held wait on, each for its own click."""
    _release(db, service, viewer, let_go=False)
    return go(
        request,
        "/",
        "Les accusés retenus attendent chacun leur clic ; les suivants partent d’eux-mêmes.",
    )


@post("/retablissement/partir", guards=[needs_owner], sync_to_thread=True)
def let_all_go(
    request: HttpRequest, db: TheDb, service: TheService, viewer: TheViewer
) -> Response[Any]:
    _release(db, service, viewer, let_go=True)
    return go(request, "/", "Les accusés retenus partent dans l’instant.")


def _release(
    db: TheDb, service: TheService, viewer: TheViewer, *, let_go: bool
) -> None:
    tenant = get_tenant(db, locked=True)
    if tenant.restored_at is None:
        raise Refused(_NOT_HELD)
    release_cabinet(db, service, tenant, viewer.user_id, let_go=let_go)


routes = [decide_each, let_all_go]
