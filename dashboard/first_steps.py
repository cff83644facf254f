"""The settings that a cabinet still has to make before its acknowledgements leave by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from models.base.settings import Settings
from models.cabinets.cabinet import list_missing_mentions, mediators
from models.rows.mailbox import Mailbox
from models.rows.tenant import Tenant
from models.sending.composing import usual_activity
from models.store.session import TenantSession


@dataclass(frozen=True)
class Step:
    """One thing to set; `path` is where, empty when it is not our page."""

    words: str
    detail: str
    path: str


def list_steps(db: TenantSession, settings: Settings) -> list[Step]:
    """The steps that remain, in the order of the work; none once all is set."""
    tenant = db.get_one(Tenant, db.tenant_id)
    boxes = db.scalars(
        select(Mailbox)
        .where(Mailbox.tenant_id == db.tenant_id, Mailbox.active)
        .order_by(Mailbox.address)
    ).all()
    return [*_server(settings), *_mentions(db, tenant), *_mailboxes(list(boxes))]


def _server(settings: Settings) -> Iterator[Step]:
    if not settings.smtp_url:
        yield Step(
            "Régler un serveur d’envoi (SMTP_URL)",
            "Sans lui, rien ne part : ni accusés, ni invitations, ni avis. "
            "C’est à faire par la personne qui a installé ReclamPro.",
            "",
        )


def _mentions(db: TenantSession, tenant: Tenant) -> Iterator[Step]:
    mediator = mediators(db, tenant.id)[usual_activity(db, tenant.id)]
    missing = list_missing_mentions(tenant, mediator)
    if missing:
        yield Step(
            "Compléter le cabinet", f"Il manque {', '.join(missing)}.", "/parametres"
        )


def _mailboxes(boxes: list[Mailbox]) -> Iterator[Step]:
    if not boxes:
        yield Step(
            "Ajouter la boîte où arrivent les réclamations",
            "Tant qu’il n’y en a pas, rien n’est relevé.",
            "/boites/nouvelle",
        )
    # Without that name nothing proves who wrote: no letter leaves by itself.
    for box in boxes:
        if not box.authserv_id:
            yield Step(
                f"Dire qui vérifie les messages de {box.address}",
                "D’ici là, chaque accusé attend un clic.",
                f"/boites/{box.id}",
            )
