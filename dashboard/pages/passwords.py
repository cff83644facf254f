"""Mailed links: a forgotten password, an invitation, an address to prove."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.dependencies import HttpRequest, TheForm, TheService
from dashboard.mailing import mail_password_changed, mail_reset
from dashboard.rendering import go, page
from dashboard.security.devices import plant_device, read_cookie
from dashboard.security.gate import PUBLIC
from dashboard.security.limits import hold_back, origin_of
from models.base.errors import Refused
from models.cabinets import (
    devices,
    forwarders,
    journal,
    mailed_tokens,
    passwords,
    people,
    throttle,
)
from models.cabinets.digests import digest_of
from models.cabinets.journal import Access
from models.complaints.redeciding import redecide_waiting
from models.rows.user import Purpose, User
from models.store.service import Service
from models.store.session import platform_transaction, tenant_transaction

_WAYS_IN = (Purpose.RESET, Purpose.INVITE)
_TAKEN = (
    "Cette adresse ouvre déjà l’espace d’un autre cabinet. Demandez à votre responsable "
    "une invitation à une autre adresse."
)


@get("/mot-de-passe-oublie", opt=PUBLIC, sync_to_thread=True)
def forgotten_form(request: HttpRequest) -> Response[Any]:
    return page(request, "account/forgotten.html", sent=False)


@post("/mot-de-passe-oublie", opt=PUBLIC, sync_to_thread=True)
def forgotten(
    request: HttpRequest, service: TheService, form: TheForm
) -> Response[Any]:
    """The same answer in the same time whether the account exists: the mail is planned afterwards.

    Nothing is counted against the account: a second request while a link was mailed a moment ago
    mails none, and says so to nobody.
    """
    email = form.text("email", 320)
    hold_back(service, _reset_budget(request, service, email))
    response = page(request, "account/forgotten.html", sent=True)
    response.background = BackgroundTask(_send_reset, service, email)
    return response


@get("/acces/{token:str}", opt=PUBLIC, sync_to_thread=True)
def choose_form(
    request: HttpRequest, service: TheService, token: FromPath[str]
) -> Response[Any]:
    """Opening the link uses nothing up: mail filters open links too."""
    with platform_transaction(service.app) as session:
        holder = mailed_tokens.find_holder(session, token, *_WAYS_IN)
    return _choose_page(request, holder)


@post("/acces/{token:str}", opt=PUBLIC, sync_to_thread=True)
def choose(
    request: HttpRequest, service: TheService, form: TheForm, token: FromPath[str]
) -> Response[Any]:
    try:
        return _choose(request, service, token, form.secret("new_password"))
    except IntegrityError:
        # Another cabinet's invitation to the same address was taken up at this very moment.
        raise Refused(_TAKEN) from None


def _choose(
    request: HttpRequest, service: Service, token: str, password: str
) -> Response[Any]:
    with platform_transaction(service.app) as session:
        holder = mailed_tokens.find_holder(session, token, *_WAYS_IN)
        if holder is None:
            return _choose_page(request, None)
        errors = passwords.refusals(password, holder.email, holder.name)
        if errors:
            return _choose_page(request, holder, errors)
        if people.is_taken(session, holder):
            return _choose_page(request, holder, [_TAKEN])
        if mailed_tokens.redeem(session, token, *_WAYS_IN) is None:
            return _choose_page(request, None)
        _take_password(request, service, session, holder, password)
    return go(request, "/connexion", "Votre mot de passe est enregistré.")


@get("/adresse/{token:str}", opt=PUBLIC, sync_to_thread=True)
def own_address_form(
    request: HttpRequest, service: TheService, token: FromPath[str]
) -> Response[Any]:
    with platform_transaction(service.app) as session:
        holder = mailed_tokens.find_holder(session, token, Purpose.VERIFY)
    return _address_page(request, holder.email if holder else "")


@post("/adresse/{token:str}", opt=PUBLIC, sync_to_thread=True)
def own_address(
    request: HttpRequest, service: TheService, token: FromPath[str]
) -> Response[Any]:
    """Prove a person's own address; letters that waited for it are decided again."""
    with platform_transaction(service.app) as session:
        holder = mailed_tokens.redeem(session, token, Purpose.VERIFY)
        if holder is None:
            return _address_page(request, "")
        people.prove_address(holder)
    with tenant_transaction(service.app, holder.tenant_id) as own:
        redecide_waiting(own, service, holder.tenant_id, holder.id)
    return _address_page(request, holder.email, done=True)


@get("/expediteur/{token:str}", opt=PUBLIC, sync_to_thread=True)
def forwarder_form(
    request: HttpRequest, service: TheService, token: FromPath[str]
) -> Response[Any]:
    tenant_id = forwarders.tenant_of(token)
    if tenant_id is None:
        return _address_page(request, "")
    with tenant_transaction(service.app, tenant_id) as session:
        found = forwarders.find_by_token(session, token)
        return _address_page(request, found.email if found else "")


@post("/expediteur/{token:str}", opt=PUBLIC, sync_to_thread=True)
def forwarder(
    request: HttpRequest, service: TheService, token: FromPath[str]
) -> Response[Any]:
    tenant_id = forwarders.tenant_of(token)
    if tenant_id is None:
        return _address_page(request, "")
    with tenant_transaction(service.app, tenant_id) as session:
        found = forwarders.find_by_token(session, token)
        if found is not None:
            forwarders.verify(session, service, found)
        return _address_page(request, found.email if found else "", done=True)


def _choose_page(
    request: HttpRequest, holder: User | None, errors: list[str] | None = None
) -> Response[Any]:
    status = 404 if holder is None else 422 if errors else 200
    return page(
        request,
        "account/choose_password.html",
        status=status,
        email=holder.email if holder else "",
        errors=errors or [],
    )


def _address_page(
    request: HttpRequest, email: str, *, done: bool = False
) -> Response[Any]:
    status = 200 if email else 404
    return page(request, "account/address.html", status=status, email=email, done=done)


def _take_password(
    request: HttpRequest,
    service: Service,
    session: Session,
    holder: User,
    password: str,
) -> None:
    """Write the password of who opened a mailed link; they are told when they had another."""
    had_password = bool(holder.password_hash)
    people.set_password(session, holder, password)
    people.prove_address(holder)
    mailed_tokens.void(session, holder.id, Purpose.INVITE)
    # The mail proves the person: the browser is known, whatever strangers try meanwhile.
    plant_device(request, service, session, holder)
    journal.note_own(session, holder, Access.RESET_DONE)
    if had_password:
        mail_password_changed(session, service, holder)


def _send_reset(service: Service, email: str) -> None:
    with platform_transaction(service.app) as session:
        user = people.find_by_email(session, email)
    if user is None or not user.active:
        return
    with tenant_transaction(service.app, user.tenant_id) as own:
        # The row is locked, so that two requests at once mail one link.
        person = own.get_one(User, user.id, with_for_update=True)
        if not mailed_tokens.is_reset_pending(own, person.id):
            mail_reset(own, service, person)
            journal.note(own, person.tenant_id, person.id, Access.RESET_ASKED)


def _reset_budget(
    request: HttpRequest, service: Service, email: str
) -> tuple[tuple[throttle.Limit, ...], str]:
    """The counter of a request for a link: a known device's own tries, else its origin's."""
    secret = read_cookie(request, service, email)
    with platform_transaction(service.app) as session:
        is_known = bool(secret) and devices.find_owner(session, secret) is not None
    if is_known:
        return throttle.RESET_DEVICE, digest_of(secret)
    return throttle.RESET_ORIGIN, origin_of(request)


routes = [
    forgotten_form,
    forgotten,
    choose_form,
    choose,
    own_address_form,
    own_address,
    forwarder_form,
    forwarder,
]
