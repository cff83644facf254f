"""The headers of every response, put on at the last moment so that errors bear them too."""

from __future__ import annotations

from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from dashboard.security.cookies import pending

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
# A received mail shown in our sandboxed frame: nothing runs, nothing is fetched from afar.
FRAME_CSP = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
DOWNLOAD_CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_UNLESS_SAID = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
}
_HSTS = "max-age=31536000; includeSubDomains"


async def put_headers(message: Message, scope: Scope) -> None:
    """Litestar's `before_send` hook: unlike its other hooks it sees 404, 405 and 500 as well."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _ALWAYS.items():
        headers[name] = value
    for name, value in _UNLESS_SAID.items():
        headers.setdefault(name, value)
    if scope["app"].state.service.settings.secure_cookies:
        headers["Strict-Transport-Security"] = _HSTS
    _put_cookies(headers, scope)


def _put_cookies(headers: MutableScopeHeaders, scope: Any) -> None:
    for cookie in pending(scope).values():
        headers.add("Set-Cookie", cookie.to_header(header=""))
