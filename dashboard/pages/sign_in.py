"""Signing in and out."""

from __future__ import annotations

from litestar.background_tasks import BackgroundTask
from sqlalchemy.orm import Session

from dashboard import error_pages
from dashboard.act import Act, Page, change, show
from dashboard.mailing import mail_new_device
from dashboard.security import cookies
from dashboard.security.browsers import (
    detect_browser,
    name_browser,
    plant_device,
    read_device,
)
from dashboard.security.gate import Who
from dashboard.security.refusals import TooManyTries
from dashboard.security.tries import count_tries, origin_of
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
from models.rows.event_kinds import EventKind
from models.rows.user import Device, User
from models.store.service import Service
from models.store.session import TenantSession, platform_transaction, tenant_transaction

_WRONG = "Adresse e-mail ou mot de passe incorrect."


@show("/connexion", who=Who.ANYBODY)
def show_sign_in(act: Act) -> Page:
    wanted = _own_path(act.query.text("suite"))
    if find_viewer(act.request):
        return act.go(wanted)
    return _sign_in_page(act, wanted)


@change("/connexion", who=Who.ANYBODY)
def sign_in(act: Act) -> Page:
    """Count the try, compare the password, begin a session; a wrong try tells nothing."""
    email, wanted = act.form.text("email", 320), _own_path(act.form.text("suite"))
    user, device = _recognise(act, email)
    try:
        _count_try(act, email, device)
    except TooManyTries as refusal:
        return _refuse(act, user, refusal)
    password = act.form.secret("password")
    # Compared with a made-up hash where there is nobody: the time tells nothing.
    is_known = people.knows_password(user, password)
    if is_known and user and _let_in(act, user, password, device):
        return act.go(wanted)
    response = _sign_in_page(act, wanted, email, _WRONG)
    response.background = _note_later(act, user, EventKind.ACCESS_SIGN_IN_FAILED)
    return response


@change("/deconnexion", who=Who.SIGNED_IN)
def sign_out(act: Act) -> Page:
    with tenant_transaction(act.service.app, act.viewer.tenant_id) as session:
        browser_sessions.close_session(session, act.viewer.session)
        user = session.get_one(User, act.viewer.user_id)
        journal.note_own(session, user, EventKind.ACCESS_SIGNED_OUT)
    cookies.drop(act.request, cookies.SESSION)
    return act.go("/connexion", "Vous êtes déconnecté.")


def _recognise(act: Act, email: str) -> tuple[User | None, str]:
    """The person of an address, and the secret of the browser when it has signed in as them."""
    secret = read_device(act.request, act.service, email)
    with platform_transaction(act.service.app) as session:
        user = people.find_by_email(session, email)
        owner = devices.find_owner(session, secret) if secret else None
    return user, secret if user and owner == user.id else ""


def _count_try(act: Act, email: str, device: str) -> None:
    """Count a try; what strangers do is never counted against a device that is known."""
    account, origin = people.account_key(email), origin_of(act.request)
    if device:
        count_tries(act.service, (throttle.SIGN_IN_DEVICE, digest_of(device)))
    else:
        count_tries(
            act.service,
            (throttle.SIGN_IN_ORIGIN, origin),
            (throttle.SIGN_IN_PAIR, f"{account}\n{origin}"),
            (throttle.SIGN_IN_STRANGERS, account),
        )


def _refuse(act: Act, user: User | None, refusal: TooManyTries) -> Page:
    """The page of a refused try, with the way that stays open; the first one is noted."""
    words = (
        f"{refusal} « Mot de passe oublié ? » envoie un lien qui ouvre sans attendre."
    )
    response = error_pages.answer(act.request, TooManyTries(words, refusal.seconds))
    if refusal.is_first:
        response.background = _note_later(act, user, EventKind.ACCESS_LOCKED)
    return response


def _note_later(act: Act, user: User | None, kind: EventKind) -> BackgroundTask:
    """Note what a stranger did once the answer has left: its time tells nobody of an account."""
    return BackgroundTask(_note, act.service, user, kind, detect_browser(act.request))


def _note(service: Service, user: User | None, kind: EventKind, browser: str) -> None:
    if user is not None:
        with tenant_transaction(service.app, user.tenant_id) as session:
            journal.note(session, user.tenant_id, user.id, kind, device=browser)


def _let_in(act: Act, known: User, password: str, device: str) -> bool:
    """Begin a session under a new id; whatever id the browser came with is dead.

    False when the password was changed since it was compared.
    """
    _end_session_of_browser(act)
    with tenant_transaction(act.service.app, known.tenant_id) as session:
        # Locked: a change of the password at this moment comes before or after, not between.
        user = session.get(User, known.id, with_for_update=True)
        if user is None or user.password_hash != known.password_hash:
            return False
        # The only moment at which the password itself is here.
        if passwords.is_outdated(user.password_hash):
            user.password_hash = passwords.hash_password(password)
        _forgive(session, act, user, device)
        found = devices.recognise(session, user, device) if device else None
        is_new = found is None
        found = found or plant_device(act.request, act.service, session, user)
        secret = browser_sessions.open_session(session, user.tenant_id, user.id, found)
        _record_entry(session, act.service, user, found, is_new=is_new)
    cookies.keep(act.request, cookies.SESSION, secret)
    # The tokens of forms are signed with the session from here on.
    cookies.drop(act.request, cookies.VISITOR)
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
    journal.note_own(
        session, user, EventKind.ACCESS_SIGNED_IN, device=device.kind, new=is_new
    )
    if is_new:
        mail_new_device(session, service, user, name_browser(device.kind))


def _end_session_of_browser(act: Act) -> None:
    viewer = find_viewer(act.request)
    if viewer:
        with tenant_transaction(act.service.app, viewer.tenant_id) as session:
            browser_sessions.close_session(session, viewer.session)


def _forgive(session: Session, act: Act, user: User, device: str) -> None:
    """Forget the tries of who has shown who they are; what strangers tried stays counted."""
    account = people.account_key(user.email)
    if device:
        throttle.forgive(session, throttle.SIGN_IN_DEVICE, digest_of(device))
    else:
        pair = f"{account}\n{origin_of(act.request)}"
        throttle.forgive(session, throttle.SIGN_IN_PAIR, pair)


def _sign_in_page(act: Act, wanted: str, email: str = "", error: str = "") -> Page:
    return act.page("account/sign_in.html", wanted=wanted, email=email, error=error)


def _own_path(wanted: str) -> str:
    """A path of the dashboard, or the home page: never another site."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and wanted.isprintable() else "/"
