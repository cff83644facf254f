"""Paramètres: what the letters say of the cabinet, and whether they leave by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.act import Act, Page, change, show
from dashboard.forms import Form
from dashboard.security.access import check_version, get_tenant
from dashboard.security.gate import Who
from models.cabinets import cabinet
from models.complaints.recounting import Jurisdiction, Moved, find_moved, mark_of
from models.law.calendar import TERRITORIES
from models.rows.tenant import Activity, Tenant
from models.sending.composing import usual_activity
from models.store.session import TenantSession

_MEDIATOR_FIELDS = ("name", "address", "site", "accepts_professionals")


@show("/parametres", who=Who.OWNERS)
def show_settings(act: Act) -> Page:
    tenant = act.tenant
    return _settings_page(act, tenant, _values_of(act.db, tenant))


@change("/parametres", who=Who.OWNERS)
def change_settings(act: Act) -> Page:
    # Locked before the deadlines are counted: two changes must not mix their territories.
    tenant = get_tenant(act.db, locked=True)
    values = _read(act.form)
    errors = cabinet.refusals(values["fields"], values["territory"])
    errors |= cabinet.site_refusals(values["mediators"])
    if errors:
        return _settings_page(act, tenant, values, errors=errors)
    check_version(tenant, act.form.version)
    fields = values["fields"] | {
        "territory": values["territory"],
        "time_zone": TERRITORIES[values["territory"]].zone,
        "good_friday": values["good_friday"],
        "auto_acknowledge": values["auto_acknowledge"],
    }
    moved = find_moved(act.db, tenant, _place(values))
    # The mark says which list was seen: another mail may have come since.
    if moved and act.form.text("recount") != mark_of(moved):
        return _settings_page(act, tenant, values, moved=moved)
    mediators, user_id = values["mediators"], act.viewer.user_id
    cabinet.change(act.db, act.service, tenant, fields, mediators, user_id)
    return act.go("/parametres", "Les paramètres du cabinet sont enregistrés.")


def _settings_page(
    act: Act,
    tenant: Tenant,
    values: dict[str, Any],
    *,
    errors: Mapping[str, str] | None = None,
    moved: Sequence[Moved] = (),
) -> Page:
    """The form; `moved` are the deadlines that what was typed would move, to be confirmed."""
    usual = usual_activity(act.db, tenant.id)
    missing = {
        activity: cabinet.list_missing_mentions(tenant, mediator)
        for activity, mediator in cabinet.mediators(act.db, tenant.id).items()
        # An activity that the cabinet does not exercise has nothing to complete.
        if activity is usual or mediator.name
    }
    return act.page(
        "settings/cabinet.html",
        tenant=tenant,
        values=values,
        errors=errors or {},
        moved=moved,
        mark=mark_of(moved),
        moves=sum(len(complaint.deadlines) for complaint in moved),
        missing={activity: words for activity, words in missing.items() if words},
        recommended=cabinet.list_recommended_mentions(tenant),
        territories=[(code, place.name) for code, place in TERRITORIES.items()],
    )


def _place(values: dict[str, Any]) -> Jurisdiction:
    zone = TERRITORIES[values["territory"]].zone
    return Jurisdiction(values["territory"], values["good_friday"], zone)


def _values_of(db: TenantSession, tenant: Tenant) -> dict[str, Any]:
    """The values that the form shows first: those of the database."""
    return {
        "fields": {name: getattr(tenant, name) for name in cabinet.FIELDS},
        "territory": tenant.territory,
        "good_friday": tenant.good_friday,
        "auto_acknowledge": tenant.auto_acknowledge,
        "mediators": {
            activity: {name: getattr(mediator, name) for name in _MEDIATOR_FIELDS}
            for activity, mediator in cabinet.mediators(db, tenant.id).items()
        },
    }


def _read(form: Form) -> dict[str, Any]:
    """Values of the same shape as typed in the form."""
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
