"""Paramètres, courtiers expéditeurs: whose forwards are trusted enough to answer by ourselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.mailing import has_server, mail_forwarder, said_of
from dashboard.rendering import go, page
from dashboard.security.access import get_forwarder, needs_owner
from dashboard.security.limits import hold_back
from models.base.errors import Refused
from models.cabinets import forwarders, members, throttle
from models.sending.case import verified_addresses
from models.store.service import Service
from models.store.session import TenantSession

_LIST = "/parametres/expediteurs"


@get(_LIST, guards=[needs_owner], sync_to_thread=True)
def list_forwarders(
    request: HttpRequest, db: TheDb, service: TheService
) -> Response[Any]:
    return _show(request, db, service, {}, "")


@post(_LIST, guards=[needs_owner], sync_to_thread=True)
def add(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
) -> Response[Any]:
    told = {"name": form.text("name", 120), "email": form.text("email", 254)}
    hold_back(service, (throttle.INVITATIONS, str(viewer.tenant_id)))
    try:
        found = forwarders.add(
            db, viewer.tenant_id, told["email"], told["name"], viewer.user_id
        )
    except Refused as refusal:
        return _show(request, db, service, told, str(refusal))
    mail_forwarder(db, service, found)
    words, kind = said_of(service, "Un lien de confirmation", found.email)
    return go(request, _LIST, words, kind=kind)


@post(
    "/parametres/expediteurs/{forwarder_id:uuid}/renvoyer",
    guards=[needs_owner],
    sync_to_thread=True,
)
def send_again(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    forwarder_id: FromPath[UUID],
) -> Response[Any]:
    found = get_forwarder(db, forwarder_id, locked=True)
    if found.verified_at:
        raise Refused("Cette adresse est déjà confirmée.")
    hold_back(service, (throttle.INVITATIONS, str(viewer.tenant_id)))
    mail_forwarder(db, service, found)
    words, kind = said_of(service, "Un nouveau lien", found.email)
    return go(request, _LIST, words, kind=kind)


@post(
    "/parametres/expediteurs/{forwarder_id:uuid}/retirer",
    guards=[needs_owner],
    sync_to_thread=True,
)
def remove(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    forwarder_id: FromPath[UUID],
) -> Response[Any]:
    found = get_forwarder(db, forwarder_id, locked=True)
    email = found.email
    forwarders.remove(db, service, found, viewer.user_id)
    return go(request, _LIST, f"{email} n’est plus un expéditeur reconnu.")


def _show(
    request: HttpRequest,
    db: TenantSession,
    service: Service,
    told: dict[str, str],
    error: str,
) -> Response[Any]:
    people = members.list_members(db, db.tenant_id)
    trusted = verified_addresses(db, db.tenant_id)
    return page(
        request,
        "settings/forwarders.html",
        status=422 if error else 200,
        has_server=has_server(service),
        forwarders=forwarders.list_forwarders(db, db.tenant_id),
        people=[p for p in people if p.active and p.email.lower() in trusted],
        told={"name": "", "email": ""} | told,
        error=error,
    )


routes = [list_forwarders, add, send_again, remove]
