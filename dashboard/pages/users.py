"""Paramètres, utilisateurs: who may enter the cabinet's space, and what they may do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.labels import choices
from dashboard.mailing import has_server, mail_invitation, said_of
from dashboard.rendering import go, page
from dashboard.security.access import get_tenant, get_user, needs_owner, unchanged
from dashboard.security.limits import hold_back
from models.base.errors import Refused
from models.cabinets import members, throttle
from models.rows.user import Role, User
from models.store.service import Service
from models.store.session import TenantSession

_LIST = "/parametres/utilisateurs"


@get(_LIST, guards=[needs_owner], sync_to_thread=True)
def list_users(request: HttpRequest, db: TheDb, service: TheService) -> Response[Any]:
    return _show(request, db, service, {}, "")


@post(_LIST, guards=[needs_owner], sync_to_thread=True)
def invite(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
) -> Response[Any]:
    told = {"name": form.text("name", 120), "email": form.text("email", 254)}
    role = form.choice("role", Role)
    hold_back(service, (throttle.INVITATIONS, str(viewer.tenant_id)))
    try:
        user = members.invite(
            db, viewer.tenant_id, told["email"], told["name"], role, viewer.user_id
        )
    except Refused as refusal:
        return _show(request, db, service, told | {"role": role}, str(refusal))
    _send(db, service, user)
    words, kind = said_of(service, "Un courriel d’invitation", user.email)
    return go(request, _LIST, words, kind=kind)


@post(
    "/parametres/utilisateurs/{user_id:uuid}/inviter",
    guards=[needs_owner],
    sync_to_thread=True,
)
def invite_again(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    user_id: FromPath[UUID],
) -> Response[Any]:
    user = get_user(db, user_id, locked=True)
    if user.password_hash or not user.active:
        raise Refused("Cette personne n’attend pas d’invitation.")
    hold_back(service, (throttle.INVITATIONS, str(viewer.tenant_id)))
    members.note_invited_again(db, user, viewer.user_id)
    _send(db, service, user)
    words, kind = said_of(service, "Un nouveau courriel d’invitation", user.email)
    return go(request, _LIST, words, kind=kind)


@post(
    "/parametres/utilisateurs/{user_id:uuid}/role",
    guards=[needs_owner],
    sync_to_thread=True,
)
def set_role(
    request: HttpRequest,
    db: TheDb,
    viewer: TheViewer,
    form: TheForm,
    user_id: FromPath[UUID],
) -> Response[Any]:
    user = unchanged(get_user(db, user_id, locked=True), form.version)
    members.set_role(db, user, form.choice("role", Role), viewer.user_id)
    return go(request, _LIST, f"Le rôle de {user.name or user.email} est changé.")


@post(
    "/parametres/utilisateurs/{user_id:uuid}/desactiver",
    guards=[needs_owner],
    sync_to_thread=True,
)
def deactivate(
    request: HttpRequest,
    db: TheDb,
    viewer: TheViewer,
    form: TheForm,
    user_id: FromPath[UUID],
) -> Response[Any]:
    user = unchanged(get_user(db, user_id, locked=True), form.version)
    members.deactivate(db, user, viewer.user_id)
    text = f"L’accès de {user.name or user.email} est fermé."
    return go(request, _LIST, text, undo=f"{_LIST}/{user_id}/reactiver")


@post(
    "/parametres/utilisateurs/{user_id:uuid}/reactiver",
    guards=[needs_owner],
    sync_to_thread=True,
)
def reactivate(
    request: HttpRequest, db: TheDb, viewer: TheViewer, user_id: FromPath[UUID]
) -> Response[Any]:
    user = get_user(db, user_id, locked=True)
    user.version += 1
    members.reactivate(db, user, viewer.user_id)
    return go(request, _LIST, f"L’accès de {user.name or user.email} est rouvert.")


def _send(db: TenantSession, service: Service, user: User) -> None:
    mail_invitation(db, service, user, get_tenant(db).name)


def _show(
    request: HttpRequest,
    db: TenantSession,
    service: Service,
    told: dict[str, Any],
    error: str,
) -> Response[Any]:
    return page(
        request,
        "settings/users.html",
        has_server=has_server(service),
        status=422 if error else 200,
        users=members.list_members(db, db.tenant_id),
        roles=choices("role"),
        told={"name": "", "email": "", "role": Role.MEMBER} | told,
        error=error,
    )


routes = [list_users, invite, invite_again, set_role, deactivate, reactivate]
