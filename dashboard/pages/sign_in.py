"""Signing in and out."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from sqlalchemy.orm import Session

from dashboard import error_pages
from dashboard.dependencies import HttpRequest, TheForm, TheService, TheViewer
from dashboard.mailing import mail_new_device
from dashboard.rendering import go, page
from dashboard.security import cookies
from dashboard.security.devices import (
    in_words,
    kind_of,
    plant_device,
    read_cookie,
)
from dashboard.security.gate import ANY_ROLE, PUBLIC
from dashboard.security.limits import hold_back, origin_of
from dashboard.security.refusals import TooManyTries
from dashboard.security.viewer import find_viewer
from models.cabinets import (
    browser_sessions,
    devices,
    journal,
    passwords,
    people,
    throttle,
)
from models.cabinets.digests import digest_of
from models.cabinets.journal import Access
from models.rows.user import Device, User
from models.store.service import Service
from models.store.session import TenantSession, platform_transaction, tenant_transaction

_WRONG = "Adresse e-mail ou mot de passe incorrect."


@get("/connexion", opt=PUBLIC, sync_to_thread=True)
def sign_in_form(request: HttpRequest) -> Response[Any]:
    wanted = _own_path(request.query_params.get("suite", ""))
    if find_viewer(request):
        return go(request, wanted)
    return _sign_in_page(request, wanted=wanted)


@post("/connexion", opt=PUBLIC, sync_to_thread=True)
def sign_in(request: HttpRequest, service: TheService, form: TheForm) -> Response[Any]:
    email, wanted = form.text("email", 320), _own_path(form.text("suite"))
    user, device = _recognise(request, service, email)
    try:
        _count_try(request, service, email, device)
    except TooManyTries as refusal:
        return _refuse(request, service, user, refusal)
    password = form.secret("password")
    known = people.knows_password(user, password)
    if known and user and _let_in(request, service, user, password, device):
        return go(request, wanted)
    response = _sign_in_page(request, 422, wanted=wanted, email=email, error=_WRONG)
    response.background = _noting(request, service, user, Access.SIGN_IN_FAILED)
    return response


@post("/deconnexion", opt=ANY_ROLE, sync_to_thread=True)
def sign_out(
    request: HttpRequest, service: TheService, viewer: TheViewer
) -> Response[Any]:
    with tenant_transaction(service.app, viewer.tenant_id) as session:
        browser_sessions.close_session(session, viewer.session)
        user = session.get_one(User, viewer.user_id)
        journal.note_own(session, user, Access.SIGNED_OUT)
    cookies.drop(request, cookies.SESSION)
    return go(request, "/connexion", "Vous êtes déconnecté.")


def _recognise(
    request: HttpRequest, service: Service, email: str
) -> tuple[User | None, str]:
    """The person of an address, and the secret of the browser when it has signed in as them."""
    secret = read_cookie(request, service, email)
    with platform_transaction(service.app) as session:
        user = people.find_by_email(session, email)
        owner = devices.find_owner(session, secret) if secret else None
    return user, secret if user and owner == user.id else ""


def _count_try(request: HttpRequest, service: Service, email: str, device: str) -> None:
    """Count a try; what strangers do is never counted against a device that is known."""
    account, origin = people.account_key(email), origin_of(request)
    if device:
        hold_back(service, (throttle.SIGN_IN_DEVICE, digest_of(device)))
    else:
        hold_back(
            service,
            (throttle.SIGN_IN_ORIGIN, origin),
            (throttle.SIGN_IN_PAIR, f"{account}\n{origin}"),
            (throttle.SIGN_IN_STRANGERS, account),
        )


def _refuse(
    request: HttpRequest, service: Service, user: User | None, refusal: TooManyTries
) -> Response[Any]:
    """The page of a refused try, with the way that stays open; the first one is noted."""
    words = (
        f"{refusal} « Mot de passe oublié ? » envoie un lien qui ouvre sans attendre."
    )
    response = error_pages.answer(request, TooManyTries(words, refusal.seconds))
    if refusal.is_first:
        response.background = _noting(request, service, user, Access.LOCKED)
    return response


def _noting(
    request: HttpRequest, service: Service, user: User | None, access: Access
) -> BackgroundTask:
    """Note what a stranger did once the answer has left: its time tells nobody of an account."""
    return BackgroundTask(_note, service, user, access, kind_of(request))


def _note(service: Service, user: User | None, access: Access, device: str) -> None:
    if user is not None:
        with tenant_transaction(service.app, user.tenant_id) as session:
            journal.note(session, user.tenant_id, user.id, access, device=device)


def _let_in(
    request: HttpRequest, service: Service, known: User, password: str, device: str
) -> bool:
    """Begin a session under a new id; whatever id the browser came with is dead.

    False when the password was changed since it was compared.
    """
    _end_session_of_browser(request, service)
    with tenant_transaction(service.app, known.tenant_id) as session:
        user = session.get(User, known.id, with_for_update=True)
        if user is None or user.password_hash != known.password_hash:
            return False
        if passwords.is_outdated(user.password_hash):
            user.password_hash = passwords.hash_password(password)
        _forgive(session, request, user, device)
        found = devices.recognise(session, user, device) if device else None
        is_new = found is None
        found = found or plant_device(request, service, session, user)
        secret = browser_sessions.open_session(session, user.tenant_id, user.id, found)
        _record_entry(session, service, user, found, is_new=is_new)
    cookies.keep(request, cookies.SESSION, secret)
    cookies.drop(request, cookies.VISITOR)
    return True


def _record_entry(
    session: TenantSession,
    service: Service,
    user: User,
    device: Device,
    *,
    is_new: bool,
) -> None:
    """Note that somebody entered; the person is told by mail of a browser that is new."""
    journal.note_own(session, user, Access.SIGNED_IN, device=device.kind, new=is_new)
    if is_new:
        mail_new_device(session, service, user, in_words(device.kind))


def _end_session_of_browser(request: HttpRequest, service: Service) -> None:
    viewer = find_viewer(request)
    if viewer:
        with tenant_transaction(service.app, viewer.tenant_id) as session:
            browser_sessions.close_session(session, viewer.session)


def _forgive(session: Session, request: HttpRequest, user: User, device: str) -> None:
    """Forget the tries of who has shown who they are; what strangers tried stays counted."""
    account = people.account_key(user.email)
    if device:
        throttle.forgive(session, throttle.SIGN_IN_DEVICE, digest_of(device))
    else:
        pair = f"{account}\n{origin_of(request)}"
        throttle.forgive(session, throttle.SIGN_IN_PAIR, pair)


def _sign_in_page(
    request: HttpRequest,
    status: int = 200,
    *,
    wanted: str = "/",
    email: str = "",
    error: str = "",
) -> Response[Any]:
    return page(
        request,
        "account/sign_in.html",
        status=status,
        wanted=wanted,
        email=email,
        error=error,
    )


def _own_path(wanted: str) -> str:
    """A path of ours, or the home page: never another site."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and wanted.isprintable() else "/"


routes = [sign_in_form, sign_in, sign_out]
