"""Mailed links: a forgotten password, an invitation, an address to prove."""

from __future__ import annotations

from collections.abc import Sequence

from litestar.background_tasks import BackgroundTask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.act import Act, Page, change, show
from dashboard.mailing import mail_password_changed, mail_reset
from dashboard.security.browsers import plant_device, read_device
from dashboard.security.gate import Who
from dashboard.security.tries import count_tries, origin_of
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
from models.complaints.redeciding import redecide_waiting
from models.rows.event_kinds import EventKind
from models.rows.user import Purpose, User
from models.store.service import Service
from models.store.session import platform_transaction, tenant_transaction

_WAYS_IN = (Purpose.RESET, Purpose.INVITE)
_TAKEN = (
    "Cette adresse ouvre déjà l’espace d’un autre cabinet. Demandez à votre responsable "
    "une invitation à une autre adresse."
)


@show("/mot-de-passe-oublie", who=Who.ANYBODY)
def show_forgotten(act: Act) -> Page:
    return act.page("account/forgotten.html", sent=False)


@change("/mot-de-passe-oublie", who=Who.ANYBODY)
def ask_reset(act: Act) -> Page:
    """The same answer in the same time whether the account exists: the mail is planned afterwards.

    Nothing is counted against the account: a second request while a link was mailed a moment ago
    mails none, and says so to nobody.
    """
    email = act.form.text("email", 320)
    count_tries(act.service, _reset_budget(act, email))
    response = act.page("account/forgotten.html", sent=True)
    response.background = BackgroundTask(_send_reset, act.service, email)
    return response


@show("/acces/{token:str}", who=Who.ANYBODY)
def show_choose(act: Act, token: str) -> Page:
    """Opening the link uses nothing up: mail filters open links too."""
    with platform_transaction(act.service.app) as session:
        holder = mailed_tokens.find_holder(session, token, *_WAYS_IN)
    return _choose_page(act, holder)


@change("/acces/{token:str}", who=Who.ANYBODY)
def choose(act: Act, token: str) -> Page:
    try:
        return _choose(act, token, act.form.secret("new_password"))
    except IntegrityError:
        # Another cabinet's invitation to the same address was taken up at this very moment.
        raise Refused(_TAKEN) from None


def _choose(act: Act, token: str, password: str) -> Page:
    with platform_transaction(act.service.app) as session:
        holder = mailed_tokens.find_holder(session, token, *_WAYS_IN)
        if holder is None:
            return _choose_page(act, None)
        errors = passwords.refusals(password, holder.email, holder.name)
        if errors:
            return _choose_page(act, holder, errors)
        if people.is_taken(session, holder):
            return _choose_page(act, holder, [_TAKEN])
        # Another click may have used the link since it was looked up.
        if mailed_tokens.redeem(session, token, *_WAYS_IN) is None:
            return _choose_page(act, None)
        _set_password(act, session, holder, password)
    return act.go("/connexion", "Votre mot de passe est enregistré.")


@show("/adresse/{token:str}", who=Who.ANYBODY)
def show_own_address(act: Act, token: str) -> Page:
    with platform_transaction(act.service.app) as session:
        holder = mailed_tokens.find_holder(session, token, Purpose.VERIFY)
    return _address_page(act, holder.email if holder else "")


@change("/adresse/{token:str}", who=Who.ANYBODY)
def prove_own_address(act: Act, token: str) -> Page:
    """Prove a person's own address; letters that waited for it are decided again."""
    with platform_transaction(act.service.app) as session:
        holder = mailed_tokens.redeem(session, token, Purpose.VERIFY)
        if holder is None:
            return _address_page(act, "")
        people.prove_address(holder)
    with tenant_transaction(act.service.app, holder.tenant_id) as own:
        redecide_waiting(own, act.service, holder.tenant_id, holder.id)
    return _address_page(act, holder.email, done=True)


@show("/expediteur/{token:str}", who=Who.ANYBODY)
def show_forwarder(act: Act, token: str) -> Page:
    tenant_id = forwarders.tenant_of(token)
    if tenant_id is None:
        return _address_page(act, "")
    with tenant_transaction(act.service.app, tenant_id) as session:
        found = forwarders.find_by_token(session, token)
        return _address_page(act, found.email if found else "")


@change("/expediteur/{token:str}", who=Who.ANYBODY)
def prove_forwarder(act: Act, token: str) -> Page:
    tenant_id = forwarders.tenant_of(token)
    if tenant_id is None:
        return _address_page(act, "")
    with tenant_transaction(act.service.app, tenant_id) as session:
        found = forwarders.find_by_token(session, token)
        if found is not None:
            forwarders.verify(session, act.service, found)
        return _address_page(act, found.email if found else "", done=True)


def _choose_page(act: Act, holder: User | None, errors: Sequence[str] = ()) -> Page:
    return act.page(
        "account/choose_password.html",
        status=404 if holder is None else 0,
        email=holder.email if holder else "",
        errors=errors,
    )


def _address_page(act: Act, email: str, *, done: bool = False) -> Page:
    status = 200 if email else 404
    return act.page("account/address.html", status=status, email=email, done=done)


def _set_password(act: Act, session: Session, holder: User, password: str) -> None:
    """Write the password of who opened a mailed link; a mail tells them when they had another."""
    had_password = bool(holder.password_hash)
    people.set_password(session, holder, password)
    people.prove_address(holder)
    mailed_tokens.void(session, holder.id, Purpose.INVITE)
    # The mail proves the person: the browser is known, whatever strangers try.
    plant_device(act.request, act.service, session, holder)
    journal.note_own(session, holder, EventKind.ACCESS_RESET_DONE)
    if had_password:
        mail_password_changed(session, act.service, holder)


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
            journal.note(own, person.tenant_id, person.id, EventKind.ACCESS_RESET_ASKED)


def _reset_budget(act: Act, email: str) -> tuple[tuple[throttle.Limit, ...], str]:
    """The counter of a request for a link: a known device's own tries, else its origin's."""
    secret = read_device(act.request, act.service, email)
    with platform_transaction(act.service.app) as session:
        is_known = bool(secret) and devices.find_owner(session, secret) is not None
    if is_known:
        return throttle.RESET_DEVICE, digest_of(secret)
    return throttle.RESET_ORIGIN, origin_of(act.request)
