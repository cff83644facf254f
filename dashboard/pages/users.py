"""Paramètres, utilisateurs: the people who may enter the cabinet's space, and their roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.labels import choices
from dashboard.mailing import announce_mail, has_server, mail_invitation
from dashboard.security.access import check_version, get_user
from dashboard.security.gate import Who
from models.base.errors import Refused
from models.cabinets import members, throttle
from models.rows.user import Role

_LIST = "/parametres/utilisateurs"


@show(_LIST, who=Who.OWNERS)
def list_users(act: Act) -> Page:
    return _list_page(act, {"name": "", "email": "", "role": Role.MEMBER})


@change(_LIST, who=Who.OWNERS)
def invite(act: Act) -> Page:
    name, email = act.form.text("name", 120), act.form.text("email", 254)
    role = act.form.choice("role", Role)
    act.count_try(throttle.INVITATIONS, act.viewer.tenant_id)
    try:
        user = members.invite(
            act.db, act.viewer.tenant_id, email, name, role, act.viewer.user_id
        )
    except Refused as refusal:
        values = {"name": name, "email": email, "role": role}
        return _list_page(act, values, str(refusal))
    mail_invitation(act.db, act.service, user, act.tenant.name)
    words, kind = announce_mail(act.service, "Un courriel d’invitation", user.email)
    return act.go(_LIST, words, kind=kind)


@change(_LIST + "/{user_id:uuid}/inviter", who=Who.OWNERS)
def invite_again(act: Act, user_id: UUID) -> Page:
    user = get_user(act.db, user_id, locked=True)
    # Its link would let an address reset a password that is in use.
    if user.password_hash or not user.active:
        raise Refused("Cette personne n’attend pas d’invitation.")
    act.count_try(throttle.INVITATIONS, act.viewer.tenant_id)
    members.note_invited_again(act.db, user, act.viewer.user_id)
    mail_invitation(act.db, act.service, user, act.tenant.name)
    words, kind = announce_mail(
        act.service, "Un nouveau courriel d’invitation", user.email
    )
    return act.go(_LIST, words, kind=kind)


@change(_LIST + "/{user_id:uuid}/role", who=Who.OWNERS)
def set_role(act: Act, user_id: UUID) -> Page:
    user = get_user(act.db, user_id, locked=True)
    check_version(user, act.form.version)
    members.set_role(act.db, user, act.form.choice("role", Role), act.viewer.user_id)
    return act.go(_LIST, f"Le rôle de {user.name or user.email} est changé.")


@change(_LIST + "/{user_id:uuid}/desactiver", who=Who.OWNERS)
def deactivate(act: Act, user_id: UUID) -> Page:
    user = get_user(act.db, user_id, locked=True)
    check_version(user, act.form.version)
    members.deactivate(act.db, user, act.viewer.user_id)
    words = f"L’accès de {user.name or user.email} est fermé."
    return act.go(_LIST, words, undo=f"{_LIST}/{user_id}/reactiver")


@change(_LIST + "/{user_id:uuid}/reactiver", who=Who.OWNERS)
def reactivate(act: Act, user_id: UUID) -> Page:
    user = get_user(act.db, user_id, locked=True)
    # The button beside a word that is shown once knows no version.
    user.version += 1
    members.reactivate(act.db, user, act.viewer.user_id)
    return act.go(_LIST, f"L’accès de {user.name or user.email} est rouvert.")


def _list_page(act: Act, values: dict[str, Any], error: str = "") -> Page:
    """The list, and the form of an invitation as it was typed."""
    return act.page(
        "settings/users.html",
        has_server=has_server(act.service),
        users=members.list_members(act.db, act.db.tenant_id),
        roles=choices("role"),
        values=values,
        error=error,
    )
