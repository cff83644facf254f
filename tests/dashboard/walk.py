"""Every route of the application, so that a new page is tested before anybody thinks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from dashboard.security.gate import Who

_ID = re.compile(r"\{(\w+):uuid\}")
_OTHER = re.compile(r"\{\w+:\w+\}")


@dataclass(frozen=True)
class Way:
    """One verb of one path, and who may pass."""

    method: str
    template: str
    who: Who

    @property
    def has_id(self) -> bool:
        return bool(_ID.search(self.template))

    @property
    def is_public(self) -> bool:
        return self.who in (Who.OUTSIDE, Who.ANYBODY)

    @property
    def is_unsafe(self) -> bool:
        return self.method != "GET"

    def path(self, id: UUID) -> str:  # noqa: A002
        """The path with this id everywhere, and a made-up word for anything else."""
        return _OTHER.sub("rien", _ID.sub(str(id), self.template))

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def ways(app: Litestar) -> Iterator[Way]:
    """Every verb of every path but OPTIONS, HEAD and static files."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or route.path.startswith("/static"):
            continue
        for handler in route.route_handlers:
            yield from _of(route, handler)


def _of(route: HTTPRoute, handler: HTTPRouteHandler) -> Iterator[Way]:
    for method in handler.http_methods - {"OPTIONS", "HEAD"}:
        template = "".join(f"/{_text(part)}" for part in route.path_components)
        yield Way(str(method), template or "/", handler.opt["who"])


def _text(part: Any) -> str:
    return part if isinstance(part, str) else "{" + part.full + "}"
