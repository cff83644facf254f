"""Paramètres, courtiers expéditeurs: the addresses whose forwards are answered without a click."""

from __future__ import annotations

from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.mailing import announce_mail, has_server, mail_forwarder
from dashboard.security.access import get_forwarder
from dashboard.security.gate import Who
from models.base.errors import Refused
from models.cabinets import forwarders, members, throttle
from models.sending.case import list_verified_addresses

_LIST = "/parametres/expediteurs"


@show(_LIST, who=Who.OWNERS)
def list_forwarders(act: Act) -> Page:
    return _list_page(act)


@change(_LIST, who=Who.OWNERS)
def add(act: Act) -> Page:
    name, email = act.form.text("name", 120), act.form.text("email", 254)
    act.count_try(throttle.INVITATIONS, act.viewer.tenant_id)
    try:
        found = forwarders.add(
            act.db, act.viewer.tenant_id, email, name, act.viewer.user_id
        )
    except Refused as refusal:
        return _list_page(act, {"name": name, "email": email}, str(refusal))
    mail_forwarder(act.db, act.service, found)
    words, kind = announce_mail(act.service, "Un lien de confirmation", found.email)
    return act.go(_LIST, words, kind=kind)


@change(_LIST + "/{forwarder_id:uuid}/renvoyer", who=Who.OWNERS)
def send_again(act: Act, forwarder_id: UUID) -> Page:
    found = get_forwarder(act.db, forwarder_id, locked=True)
    if found.verified_at:
        raise Refused("Cette adresse est déjà confirmée.")
    act.count_try(throttle.INVITATIONS, act.viewer.tenant_id)
    mail_forwarder(act.db, act.service, found)
    words, kind = announce_mail(act.service, "Un nouveau lien", found.email)
    return act.go(_LIST, words, kind=kind)


@change(_LIST + "/{forwarder_id:uuid}/retirer", who=Who.OWNERS)
def remove(act: Act, forwarder_id: UUID) -> Page:
    found = get_forwarder(act.db, forwarder_id, locked=True)
    email = found.email
    forwarders.remove(act.db, act.service, found, act.viewer.user_id)
    return act.go(_LIST, f"{email} n’est plus un expéditeur reconnu.")


def _list_page(act: Act, values: dict[str, str] | None = None, error: str = "") -> Page:
    db = act.db
    people = members.list_members(db, db.tenant_id)
    trusted = list_verified_addresses(db, db.tenant_id)
    return act.page(
        "settings/forwarders.html",
        has_server=has_server(act.service),
        forwarders=forwarders.list_forwarders(db, db.tenant_id),
        people=[p for p in people if p.active and p.email.lower() in trusted],
        values=values or {"name": "", "email": ""},
        error=error,
    )
