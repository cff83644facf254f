"""The first page: what waits, what is late, what is broken."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from dashboard.dependencies import HttpRequest, TheDb
from dashboard.rendering import page


@get("/", sync_to_thread=True)
def home(request: HttpRequest, db: TheDb) -> Response[Any]:
    return page(request, "home/home.html")


routes = [home]
