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

from dashboard import labels, typography, urgency
from dashboard.frame import frame_of
from dashboard.menu import MENU, SETTINGS_TABS
from dashboard.security import csrf
from dashboard.security.cookies import HttpRequest
from dashboard.security.flashes import take
from dashboard.security.viewer import find_viewer
from models.store.session import TenantSession

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def page(
    request: HttpRequest,
    db: TenantSession | None,
    template: str,
    *,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template; `db` is the transaction of the cabinet, None for a stranger.

    Every template gets `viewer`, `frame` (None when nobody is signed in), `csrf_token`, `flashes`,
    `here` (the path) and `upload_mb` (the largest sending, in megabytes).
    """
    shared = _common_context(request) | {"frame": frame_of(db) if db else None}
    text = _environment().get_template(template).render(shared | context)
    return Response(text, media_type=MediaType.HTML, status_code=status)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("hx-request") == "true"


def bare_page(template: str, *, status: int, **context: Any) -> Response[str]:
    """Render without a viewer, a database or a cookie: pages of failure."""
    text = _environment().get_template(template).render(context)
    return Response(text, media_type=MediaType.HTML, status_code=status)


def _common_context(request: HttpRequest) -> dict[str, Any]:
    return {
        "viewer": find_viewer(request),
        "csrf_token": csrf.token_for(request),
        # A part of a page has no room for them: they wait for the next whole page.
        "flashes": [] if is_htmx(request) else take(request),
        "here": request.url.path,
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
        # What strangers wrote is on most pages.
        autoescape=True,
        # A misspelt name fails a test instead of showing nothing.
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
    made.globals |= {
        "static": static_url,
        "menu": MENU,
        "settings_tabs": SETTINGS_TABS,
    }
    return made


@cache
def static_url(name: str) -> str:
    """The URL of a static file; it changes with the bytes, so browsers may keep it without asking."""
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
