"""A person's own account: their address, password and sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.mailing import mail_own_address, mail_password_changed, said_of
from dashboard.rendering import go, page
from dashboard.security import devices
from dashboard.security.access import get_own_session
from dashboard.security.gate import ANY_ROLE
from dashboard.security.limits import hold_back
from dashboard.security.viewer import Viewer
from dashboard.typography import count
from models.base.errors import Refused
from models.cabinets import browser_sessions, journal, passwords, people, throttle
from models.cabinets.journal import Access
from models.rows.user import User
from models.store.session import TenantSession


@get("/compte", sync_to_thread=True)
def account(request: HttpRequest, db: TheDb, viewer: TheViewer) -> Response[Any]:
    return _account_page(request, db, viewer)


@post("/compte/mot-de-passe", opt=ANY_ROLE, sync_to_thread=True)
def change_password(
    request: HttpRequest,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    db: TheDb,
) -> Response[Any]:
    hold_back(service, (throttle.PASSWORD_CHANGE, str(viewer.user_id)))
    new = form.secret("new_password")
    user = db.get_one(User, viewer.user_id)
    errors = passwords.refusals(new, user.email, user.name)
    if not passwords.matches(user.password_hash, form.secret("password")):
        errors = ["Le mot de passe actuel n’est pas le bon."]
    if errors:
        return _account_page(request, db, viewer, errors)
    people.set_password(db, user, new, keep=viewer.session)
    journal.note_own(db, user, Access.PASSWORD_CHANGED)
    mail_password_changed(db, service, user)
    return go(
        request,
        "/compte",
        "Votre mot de passe est changé. Vos autres sessions sont fermées.",
    )


@post("/compte/adresse", opt=ANY_ROLE, sync_to_thread=True)
def prove_own_address(
    request: HttpRequest, service: TheService, viewer: TheViewer, db: TheDb
) -> Response[Any]:
    """Mail a link to the person's own address, which makes them a trusted forwarder."""
    hold_back(service, (throttle.OWN_ADDRESS, str(viewer.user_id)))
    mail_own_address(db, service, db.get_one(User, viewer.user_id))
    words, kind = said_of(service, "Un lien", viewer.email)
    return go(request, "/compte", words, kind=kind)


@post("/compte/sessions/{session_id:uuid}/fermer", opt=ANY_ROLE, sync_to_thread=True)
def end_session(
    request: HttpRequest, db: TheDb, viewer: TheViewer, session_id: FromPath[UUID]
) -> Response[Any]:
    """End one session from elsewhere; its browser has to be recognised anew."""
    found = get_own_session(db, viewer, session_id)
    if browser_sessions.is_current(found, viewer.session):
        raise Refused("C’est la session que vous utilisez : déconnectez-vous.")
    browser_sessions.end(db, found)
    user = db.get_one(User, viewer.user_id)
    journal.note_own(db, user, Access.SESSIONS_ENDED, count=1)
    return go(request, "/compte", "La session est fermée.")


@post("/compte/sessions/fermer", opt=ANY_ROLE, sync_to_thread=True)
def end_other_sessions(
    request: HttpRequest, db: TheDb, viewer: TheViewer
) -> Response[Any]:
    ended = browser_sessions.close_all(db, viewer.user_id, but=viewer.session)
    user = db.get_one(User, viewer.user_id)
    journal.note_own(db, user, Access.SESSIONS_ENDED, count=ended)
    words = count(ended, "session fermée", "sessions fermées")
    return go(request, "/compte", f"{words}.")


def _account_page(
    request: HttpRequest,
    db: TenantSession,
    viewer: Viewer,
    errors: list[str] | None = None,
) -> Response[Any]:
    user = db.get_one(User, viewer.user_id)
    return page(
        request,
        "account/account.html",
        status=422 if errors else 200,
        errors=errors or [],
        is_proven=bool(user.email_verified_at),
        sessions=[
            (
                found,
                devices.in_words(found.device_kind),
                browser_sessions.is_current(found, viewer.session),
            )
            for found in browser_sessions.list_sessions(db, viewer.user_id)
        ],
    )


routes = [account, change_password, prove_own_address, end_session, end_other_sessions]
