"""The web application, put together."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from litestar import Litestar, Response, Router, get
from litestar.datastructures import CacheControlHeader, State
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router

from dashboard import pages
from dashboard.act import ACT
from dashboard.complaints.examining import READERS
from dashboard.error_pages import answer
from dashboard.response_headers import put_headers
from dashboard.security.gate import Who, gate
from dashboard.templating import STATIC
from models.base.settings import Settings
from models.store.service import Service, open_service
from workers import queue

# A scan and a mail of the largest size, together.
_BODY_ROOM = 2 * 1024 * 1024


@get("/healthz", opt={"who": Who.OUTSIDE}, sync_to_thread=False)
def healthz() -> Response[str]:
    """Say that the process answers; the database has its own line in `doctor`."""
    return Response("ok\n", media_type="text/plain")


def create_app(settings: Settings, service: Service | None = None) -> Litestar:
    """Make the dashboard for these settings; `service` is shared by tests that made one."""
    queue.configure(settings)
    held = service or open_service(settings)
    return Litestar(
        route_handlers=[healthz, _static(), _pages()],
        dependencies=ACT,
        guards=[gate],
        before_send=[put_headers],
        # One door for every failure: no page of a library, which may quote data.
        exception_handlers={Exception: answer},
        state=State(
            {
                "service": held,
                "csrf_key": held.master.derive("csrf"),
                "flash_key": held.master.derive("flash"),
                "upload_mb": settings.message_max_mb,
            }
        ),
        request_max_body_size=settings.message_max_mb * 1024 * 1024 + _BODY_ROOM,
        on_shutdown=[READERS.close],
        # Its page loads scripts from elsewhere, and tells strangers every path.
        openapi_config=None,
        logging_config=None,
    )


def _static() -> Router:
    # The URL changes with the bytes (templating.static_url).
    return create_static_files_router(
        path="/static",
        directories=[STATIC],
        cache_control=CacheControlHeader(max_age=31536000, public=True, immutable=True),
        opt={"who": Who.OUTSIDE},
    )


def _pages() -> Router:
    """The routes of every module of `dashboard.pages`.

    One router for all: Litestar 2.25 breaks a threaded handler whose path is registered in two goes.
    """
    found = sorted(module.name for module in iter_modules(pages.__path__))
    modules = [import_module(f"{pages.__name__}.{name}") for name in found]
    named = [found for module in modules for found in vars(module).values()]
    routes = [found for found in named if isinstance(found, HTTPRouteHandler)]
    return Router("/", route_handlers=routes)
