"""Paramètres: what the letters say of the cabinet, and whether they leave by themselves."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post

from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.forms import Form
from dashboard.rendering import go, page
from dashboard.security.access import get_tenant, needs_owner, unchanged
from models.cabinets import cabinet
from models.complaints.recounting import Moved, Place, find_moved, mark_of
from models.law.calendar import TERRITORIES
from models.rows.tenant import Activity, Tenant
from models.sending.composing import usual_activity
from models.store.session import TenantSession

_MEDIATOR_FIELDS = ("name", "address", "site", "accepts_professionals")


@get("/parametres", guards=[needs_owner], sync_to_thread=True)
def settings_form(request: HttpRequest, db: TheDb) -> Response[Any]:
    tenant = get_tenant(db)
    return _show(request, db, tenant, _values(db, tenant), {})


@post("/parametres", guards=[needs_owner], sync_to_thread=True)
def change_settings(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
) -> Response[Any]:
    tenant = get_tenant(db, locked=True)
    told = _read(form)
    errors = cabinet.refusals(told["fields"], told["territory"])
    errors |= cabinet.site_refusals(told["mediators"])
    if errors:
        return _show(request, db, tenant, told, errors)
    unchanged(tenant, form.version)
    fields = told["fields"] | {
        "territory": told["territory"],
        "time_zone": TERRITORIES[told["territory"]].zone,
        "good_friday": told["good_friday"],
        "auto_acknowledge": told["auto_acknowledge"],
    }
    moved = find_moved(db, tenant, _place(told))
    if moved and form.text("recount") != mark_of(moved):
        return _show(request, db, tenant, told, {}, moved)
    cabinet.change(db, service, tenant, fields, told["mediators"], viewer.user_id)
    return go(request, "/parametres", "Les paramètres du cabinet sont enregistrés.")


def _show(
    request: HttpRequest,
    db: TenantSession,
    tenant: Tenant,
    values: dict[str, Any],
    errors: dict[str, str],
    moved: list[Moved] | None = None,
) -> Response[Any]:
    """The form; `moved` are the deadlines that what was typed would move, to be confirmed."""
    moved = moved or []
    usual = usual_activity(db, tenant.id)
    lacking = {
        activity: cabinet.missing_mentions(tenant, mediator)
        for activity, mediator in cabinet.mediators(db, tenant.id).items()
        if activity is usual or mediator.name
    }
    return page(
        request,
        "settings/cabinet.html",
        status=422 if errors else 200,
        tenant=tenant,
        values=values,
        errors=errors,
        moved=moved,
        mark=mark_of(moved),
        moves=sum(len(one.deadlines) for one in moved),
        lacking={a: words for a, words in lacking.items() if words},
        recommended=cabinet.recommended_mentions(tenant),
        territories=[(code, place.name) for code, place in TERRITORIES.items()],
    )


def _place(values: dict[str, Any]) -> Place:
    zone = TERRITORIES[values["territory"]].zone
    return Place(values["territory"], values["good_friday"], zone)


def _values(db: TenantSession, tenant: Tenant) -> dict[str, Any]:
    """What the form shows first: what is stored."""
    return {
        "fields": {name: getattr(tenant, name) for name in cabinet.FIELDS},
        "territory": tenant.territory,
        "good_friday": tenant.good_friday,
        "auto_acknowledge": tenant.auto_acknowledge,
        "mediators": {
            activity: {name: getattr(one, name) for name in _MEDIATOR_FIELDS}
            for activity, one in cabinet.mediators(db, tenant.id).items()
        },
    }


def _read(form: Form) -> dict[str, Any]:
    """The same shape, from what was typed."""
    fields = {name: form.text(name, 300) for name in cabinet.FIELDS}
    return {
        "fields": fields | {"address": form.lines("address", 500)},
        "territory": form.text("territory", 10),
        "good_friday": form.flag("good_friday"),
        "auto_acknowledge": form.flag("auto_acknowledge"),
        "mediators": {a: _mediator(form, a) for a in cabinet.MEDIATED},
    }


def _mediator(form: Form, activity: Activity) -> dict[str, str | bool]:
    return {
        "name": form.text(f"mediator_{activity}_name", 300),
        "address": form.lines(f"mediator_{activity}_address", 500),
        "site": form.text(f"mediator_{activity}_site", 300),
        "accepts_professionals": form.flag(f"mediator_{activity}_professionals"),
    }


routes = [settings_form, change_settings]
