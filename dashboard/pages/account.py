"""Signing in and out, and a person's own account."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from sqlalchemy.orm import Session

from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.mailing import mail_own_address
from dashboard.rendering import go, page
from dashboard.security import cookies
from dashboard.security.devices import plant_device, read_cookie
from dashboard.security.gate import ANY_ROLE, PUBLIC
from dashboard.security.limits import hold_back, origin_of
from dashboard.security.viewer import find_viewer
from models.session import TenantSession, platform_transaction, tenant_transaction
from models.tenants import devices, passwords, people, sessions, throttle
from models.tenants.user import User

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
    _count_try(request, service, email, device)
    known = people.knows_password(user, form.secret("password"))
    if known and user and _let_in(request, service, user, device):
        return go(request, wanted)
    return _sign_in_page(request, 422, wanted=wanted, email=email, error=_WRONG)


@post("/deconnexion", opt=ANY_ROLE, sync_to_thread=True)
def sign_out(
    request: HttpRequest, service: TheService, viewer: TheViewer
) -> Response[Any]:
    with tenant_transaction(service.app, viewer.tenant_id) as session:
        sessions.close_session(session, viewer.session)
    cookies.drop(request, cookies.SESSION)
    return go(request, "/connexion", "Vous êtes déconnecté.")


@get("/compte", sync_to_thread=True)
def account(request: HttpRequest, db: TheDb) -> Response[Any]:
    return _account_page(request, db)


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
        return _account_page(request, db, errors)
    people.set_password(db, user, new, keep=viewer.session)
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
    return go(request, "/compte", f"Un lien part vers {viewer.email}.")


def _account_page(
    request: HttpRequest, db: TenantSession, errors: list[str] | None = None
) -> Response[Any]:
    viewer = find_viewer(request)
    user = db.get_one(User, viewer.user_id) if viewer else None
    return page(
        request,
        "account/account.html",
        status=422 if errors else 200,
        errors=errors or [],
        is_proven=bool(user and user.email_verified_at),
    )


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


def _recognise(
    request: HttpRequest, service: TheService, email: str
) -> tuple[User | None, str]:
    """The person of an address, and the secret of the browser when it has signed in as them."""
    secret = read_cookie(request, service, email)
    with platform_transaction(service.app) as session:
        user = people.find_by_email(session, email)
        owner = devices.find_owner(session, secret) if secret else None
    return user, secret if user and owner == user.id else ""


def _count_try(
    request: HttpRequest, service: TheService, email: str, device: str
) -> None:
    """Count a try; what strangers do is never counted against a device that is known."""
    account, origin = people.account_key(email), origin_of(request)
    if device:
        hold_back(service, (throttle.SIGN_IN_DEVICE, devices.hash_key(device)))
    else:
        hold_back(
            service,
            (throttle.SIGN_IN_ORIGIN, origin),
            (throttle.SIGN_IN_PAIR, f"{account}\n{origin}"),
            (throttle.SIGN_IN_STRANGERS, account),
        )


def _let_in(
    request: HttpRequest, service: TheService, known: User, device: str
) -> bool:
    """Begin a session under a new id; whatever id the browser came with is dead.

    False when the password was changed since it was compared.
    """
    _end_session_of_browser(request, service)
    with tenant_transaction(service.app, known.tenant_id) as session:
        user = session.get(User, known.id, with_for_update=True)
        if user is None or user.password_hash != known.password_hash:
            return False
        _forgive(session, request, user, device)
        found = devices.recognise(session, user, device) if device else None
        found = found or plant_device(request, service, session, user)
        secret = sessions.open_session(session, user.tenant_id, user.id, found)
    cookies.keep(request, cookies.SESSION, secret)
    cookies.drop(request, cookies.VISITOR)
    return True


def _end_session_of_browser(request: HttpRequest, service: TheService) -> None:
    viewer = find_viewer(request)
    if viewer:
        with tenant_transaction(service.app, viewer.tenant_id) as session:
            sessions.close_session(session, viewer.session)


def _forgive(session: Session, request: HttpRequest, user: User, device: str) -> None:
    """Forget the tries of who has shown who they are; what strangers tried stays counted."""
    account = people.account_key(user.email)
    if device:
        throttle.forgive(session, throttle.SIGN_IN_DEVICE, devices.hash_key(device))
    else:
        pair = f"{account}\n{origin_of(request)}"
        throttle.forgive(session, throttle.SIGN_IN_PAIR, pair)


def _own_path(wanted: str) -> str:
    """A path of ours, or the home page: never another site."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and wanted.isprintable() else "/"


routes = [
    sign_in_form,
    sign_in,
    sign_out,
    account,
    change_password,
    prove_own_address,
]
