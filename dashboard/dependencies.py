"""What a handler may ask for by name: the service, the viewer, one transaction, the form."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, TypeAlias

from anyio import to_thread
from litestar.connection import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from dashboard.forms import Form
from dashboard.security.refusals import SignInNeeded
from dashboard.security.viewer import Viewer, find_viewer
from models.store.service import Service
from models.store.session import TenantSession

HttpRequest: TypeAlias = Request[Any, Any, State]
# Annotate a handler's arguments with these; the argument's name is the dependency's.
TheService: TypeAlias = NamedDependency[Service]
TheViewer: TypeAlias = NamedDependency[Viewer]
TheDb: TypeAlias = NamedDependency[TenantSession]
TheForm: TypeAlias = NamedDependency[Form]


async def provide_service(request: HttpRequest) -> Service:
    service: Service = request.app.state.service
    return service


async def provide_viewer(request: HttpRequest) -> Viewer:
    viewer = find_viewer(request)
    if viewer is None:
        raise SignInNeeded
    return viewer


async def provide_form(request: HttpRequest) -> Form:
    """The fields of an unsafe request; empty for a GET."""
    form: Form = request.scope["state"].get("form") or Form([])
    return form


async def provide_db(
    request: HttpRequest, service: TheService, viewer: TheViewer
) -> AsyncGenerator[TenantSession, None]:
    """One transaction a request: committed before the response leaves, rolled back on an error.

    The commit runs in a thread: it may wait for the disk.
    """
    session = TenantSession(service.app, viewer.tenant_id)
    request.scope["state"]["db"] = session
    try:
        yield session
        await to_thread.run_sync(session.commit)
    finally:
        await to_thread.run_sync(session.close)


DEPENDENCIES = {
    "service": Provide(provide_service),
    "viewer": Provide(provide_viewer),
    "form": Provide(provide_form),
    "db": Provide(provide_db),
}
