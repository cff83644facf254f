"""From a template and its context to a response, with what every page shares."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, pass_context
from jinja2.environment import Environment
from jinja2.loaders import FileSystemLoader
from jinja2.runtime import Context
from litestar import Response
from litestar.enums import MediaType
from litestar.response import Redirect

from dashboard import labels, typography, urgency
from dashboard.dependencies import HttpRequest
from dashboard.frame import frame_of
from dashboard.security import csrf
from dashboard.security.flashes import flash, take
from dashboard.security.viewer import find_viewer

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def page(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> Response[str]:
    """Render a template now, in the handler's thread and transaction.

    Every template gets `viewer`, `frame` (None when nobody is signed in), `csrf_token`, `flashes`,
    `here` (the path), `htmx` and `upload_mb` (the largest sending, in megabytes). An htmx request may ask for a fragment: call `page` with its template.
    """
    text = _environment().get_template(template).render(_shared(request) | context)
    return Response(text, media_type=MediaType.HTML, status_code=status)


def go(
    request: HttpRequest,
    path: str,
    text: str = "",
    *,
    kind: str = "success",
    undo: str = "",
) -> Response[Any]:
    """After a change: on to another page, with a word shown there and how to take it back."""
    if text:
        flash(request, text, kind=kind, undo=undo)
    if is_htmx(request):
        return Response(None, status_code=204, headers={"HX-Redirect": path})
    return Redirect(path, status_code=303)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("hx-request") == "true"


def bare_page(template: str, *, status: int, **context: Any) -> Response[str]:
    """Render without a viewer, a database or a cookie: pages of failure."""
    text = _environment().get_template(template).render(context)
    return Response(text, media_type=MediaType.HTML, status_code=status)


def _shared(request: HttpRequest) -> dict[str, Any]:
    db = request.scope["state"].get("db")
    return {
        "viewer": find_viewer(request),
        "frame": frame_of(db) if db else None,
        "csrf_token": csrf.token_for(request),
        "flashes": [] if is_htmx(request) else take(request),
        "here": request.url.path,
        "htmx": is_htmx(request),
        "upload_mb": request.app.state.upload_mb,
    }


class _Typeset(FileSystemLoader):
    """Our own words get the spaces that French wants before « : ; ? ! » and inside quotes.

    Done on the template's text, so that what people wrote is never touched.
    """

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        text, path, uptodate = super().get_source(environment, template)
        return typography.typeset(text), path, uptodate


@cache
def _environment() -> Environment:
    made = Environment(
        loader=_Typeset(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "address": typography.address,
        "day": typography.day,
        "short_day": typography.short_day,
        "moment": _moment,
        "short_moment": _short_moment,
        "day_here": _day_here,
        "size": typography.size,
        "count": typography.count,
        "label": labels.label,
        "to_acknowledge": _to_acknowledge,
        "to_answer": _to_answer,
    }
    made.globals |= {"static": static_url}
    return made


@cache
def static_url(name: str) -> str:
    """The URL of a static file; it changes with the bytes, so browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@pass_context
def _moment(context: Context, value: datetime | None) -> str:
    return typography.moment(value, context["frame"].zone)


@pass_context
def _short_moment(context: Context, value: datetime | None) -> str:
    return typography.short_moment(value, context["frame"].zone)


@pass_context
def _day_here(context: Context, value: datetime | None) -> str:
    """The day of an instant on the cabinet's clock, as 27/11/2026."""
    return _short_moment(context, value).split(" ")[0]


@pass_context
def _to_acknowledge(context: Context, deadline: date) -> urgency.Urgency:
    frame = context["frame"]
    return urgency.to_acknowledge(deadline, frame.today, frame.calendar)


@pass_context
def _to_answer(context: Context, deadline: date) -> urgency.Urgency:
    return urgency.to_answer(deadline, context["frame"].today)
