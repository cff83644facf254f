"""Identity of a cabinet as its letters state it, and its changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.addresses import read_address
from models.complaints.recounting import jurisdiction_of, recount_open
from models.complaints.redeciding import redecide_waiting
from models.complaints.work import Work
from models.law.calendar import TERRITORIES
from models.letters import acknowledgement_text, facts
from models.rows.base import new_id
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.tenant import Activity, Mediator, Tenant
from models.sending import composing
from models.store.service import Service

# The activities whose mediator a cabinet may have to name (C. conso L.616-1).
MEDIATED = (Activity.IAS, Activity.IOBSP, Activity.CIF)
FIELDS = (
    "name",
    "address",
    "contact_name",
    "contact_email",
    "contact_phone",
    "orias",
    "privacy_url",
    "info_url",
)
_ANY = date(2026, 1, 2)
_ORIAS = re.compile(r"\d{8}", re.ASCII)
_PAGE = re.compile(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", re.IGNORECASE)
_LABEL = r"[^\W_]([\w-]*[^\W_])?"
# As people write it in a letter: « www.mediation.example », with or without https://.
_SITE = re.compile(
    rf"(https?://)?({_LABEL}\.)+[^\W\d_]{{2,}}(:\d+)?(/\S*)?", re.IGNORECASE
)


def refusals(fields: Mapping[str, str], territory: str) -> dict[str, str]:
    """Check a form: its faults by field, in French; an empty field is allowed but the name."""
    found = {
        "name": "" if fields["name"] else "Indiquez le nom du cabinet.",
        "orias": _unless(
            not fields["orias"] or _ORIAS.fullmatch(fields["orias"]),
            "Le numéro ORIAS a 8 chiffres.",
        ),
        "contact_email": _unless(
            not fields["contact_email"] or read_address(fields["contact_email"]),
            "Cette adresse e-mail n’est pas valable.",
        ),
        "privacy_url": _page_refusal(fields["privacy_url"]),
        "info_url": _page_refusal(fields["info_url"]),
        "territory": _unless(territory in TERRITORIES, "Choisissez un territoire."),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def site_refusals(
    named: Mapping[Activity, Mapping[str, str | bool]],
) -> dict[str, str]:
    """The mediators whose site leads nowhere, by field: a letter would send people there."""
    sentence = "Indiquez l’adresse du site, par exemple www.mediation.example."
    return {
        f"mediator_{activity}_site": sentence
        for activity, mediator in named.items()
        if mediator["site"] and not _SITE.fullmatch(str(mediator["site"]))
    }


def mediators(session: Session, tenant_id: UUID) -> dict[Activity, Mediator]:
    """The mediator of each activity; an empty one (not stored) where none was given."""
    known = session.scalars(select(Mediator).where(Mediator.tenant_id == tenant_id))
    found = {mediator.activity: mediator for mediator in known}
    empty = {"name": "", "address": "", "site": "", "accepts_professionals": False}
    return {
        a: found.get(a) or Mediator(tenant_id=tenant_id, activity=a, **empty)
        for a in MEDIATED
    }


def change(
    session: Session,
    service: Service,
    tenant: Tenant,
    fields: Mapping[str, str | bool],
    named: Mapping[Activity, Mapping[str, str | bool]],
    actor_id: UUID,
) -> None:
    """Write the cabinet's data and its mediators; letters that wait are decided again.

    Another territory, or Good Friday, counts the days of open complaints again.
    """
    changed = [name for name, value in fields.items() if getattr(tenant, name) != value]
    place = jurisdiction_of(tenant)
    for name in changed:
        setattr(tenant, name, fields[name])
    for activity, identity in named.items():
        if _name_mediator(session, tenant.id, activity, identity):
            changed.append(f"mediator_{activity}")
    record(
        session,
        tenant.id,
        tenant.id,
        EventKind.TENANT_CHANGED,
        actor_id=actor_id,
        what=changed,
    )
    session.flush()
    if place != jurisdiction_of(tenant):
        recount_open(Work(session, service, actor_id), tenant, place)
    redecide_waiting(session, service, tenant.id, actor_id)


def list_missing_mentions(tenant: Tenant, mediator: Mediator) -> list[str]:
    """Name the mandatory mentions that letters of one activity miss of the cabinet, in French."""
    cabinet = composing.sender_of(tenant, mediator)
    # The letter itself is whole: a mention that is missing then is the cabinet's.
    return acknowledgement_text.list_missing(
        cabinet, "D-3467CD", facts.Dates(_ANY, _ANY, _ANY, _ANY)
    )


def list_recommended_mentions(tenant: Tenant) -> list[str]:
    """Name the mentions that letters had better bear and leave without, in French."""
    return acknowledgement_text.list_recommended(composing.sender_of(tenant, None))


def _name_mediator(
    session: Session,
    tenant_id: UUID,
    activity: Activity,
    values: Mapping[str, str | bool],
) -> bool:
    """Write one activity's mediator; tells whether anything changed."""
    known = session.scalars(
        select(Mediator).where(
            Mediator.tenant_id == tenant_id, Mediator.activity == activity
        )
    ).first()
    if known is None:
        if not any(values.values()):
            return False
        session.add(
            Mediator(tenant_id=tenant_id, id=new_id(), activity=activity, **values)
        )
        return True
    changed = [name for name, value in values.items() if getattr(known, name) != value]
    for name in changed:
        setattr(known, name, values[name])
    return bool(changed)


def _page_refusal(url: str) -> str:
    """Letters print it as a link: it must be one."""
    return _unless(
        not url or _PAGE.fullmatch(url),
        "Indiquez l’adresse complète de la page, qui commence par https://.",
    )


def _unless(holds: object, sentence: str) -> str:
    return "" if holds else sentence
