"""Locks on a complaint, and what is recorded of a change: one line, whatever it consists of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.history import Event, record
from models.rows.letter import Letter
from models.rows.tenant import Tenant

TOLD = (
    "Quelqu’un d’autre a modifié cette réclamation pendant que vous la consultiez. "
    "Rien n’a été enregistré : rechargez la page, puis recommencez."
)
_OPEN = "open_changes"
# What accompanies a decision. An event bears the name of the decision where there is one.
_MINOR = frozenset(
    {
        EventKind.COMPLAINT_CORRECTED,
        EventKind.COMPLAINT_DATES_CORRECTED,
        EventKind.COMPLAINT_DATES_CONFIRMED,
    }
)
# Under this key an event keeps the acts that came with the one that it is named for.
WITH = "with"

Act = tuple[EventKind, dict[str, Any]]


@dataclass
class Change:
    """The acts of one click on one complaint, gathered until it ends (`models.complaints.work`)."""

    complaint: Complaint
    # Held here, the session does not forget it between two verbs.
    tenant: Tenant
    letters: list[Letter]
    acts: list[Act] = field(default_factory=list)
    # The acknowledgement depends on what was changed.
    touches_letter: bool = False

    def event(self) -> Act:
        """The kind and the data of the one event; there is at least one act."""
        major = (act for act in self.acts if act[0] not in _MINOR)
        leading = next(major, self.acts[0])
        others = [[kind, data] for kind, data in self.acts if (kind, data) != leading]
        kind, data = leading
        return kind, data | ({WITH: others} if others else {})


def acts_of(event: Event) -> list[tuple[str, dict[str, Any]]]:
    """The acts that an event tells, its own first; each as (kind, data)."""
    others = [(kind, data) for kind, data in event.data.get(WITH, [])]
    return [(event.kind, event.data), *others]


def open_changes(session: Session) -> dict[UUID, Change]:
    """The changes that are under way in this transaction, by complaint."""
    changes: dict[UUID, Change] = session.info.setdefault(_OPEN, {})
    return changes


def lock_rows(session: Session, *complaints: Complaint) -> list[Letter]:
    """Lock the rows as the sender of letters does, letters first, so that there is no deadlock.

    Several complaints are locked in the order of their ids: two people who attach each to
    the other follow each other. Returns the letters.
    """
    session.flush()
    ids = sorted(complaint.id for complaint in complaints)
    letters = _lock_letters(session, complaints[0].tenant_id, ids)
    for complaint in sorted(complaints, key=lambda row: row.id):
        session.refresh(complaint, with_for_update=True)
    return letters


def _lock_letters(
    session: Session, tenant_id: UUID, ids: Collection[UUID]
) -> list[Letter]:
    letters = (
        select(Letter)
        .where(Letter.tenant_id == tenant_id, Letter.complaint_id.in_(ids))
        .order_by(Letter.complaint_id, Letter.id)
    )
    fresh = {"populate_existing": True}
    found = session.scalars(letters.with_for_update(), execution_options=fresh)
    return list(found)


def record_act(
    session: Session,
    complaint: Complaint,
    kind: EventKind,
    actor_id: UUID | None,
    **data: Any,
) -> None:
    """Say `complaint:<action>` in the history of a complaint: ids, codes and dates only.

    Within a change it waits for the end, and becomes part of the one event.
    """
    change = open_changes(session).get(complaint.id)
    if change is not None:
        change.acts.append((kind, data))
        return
    record(session, complaint.tenant_id, complaint.id, kind, actor_id=actor_id, **data)
