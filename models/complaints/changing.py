"""Two people never change the same complaint without one of them being told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import now
from models.complaints.complaint import Complaint
from models.complaints.history import record
from models.errors import StaleVersion
from models.mail.letter import Letter

TOLD = (
    "Quelqu’un d’autre a modifié cette réclamation pendant que vous la consultiez. "
    "Rien n’a été enregistré : rechargez la page, puis recommencez."
)


@contextmanager
def changing(
    session: Session, complaint: Complaint, seen: int | None
) -> Iterator[None]:
    """Hold the complaint and its letters, refuse if it is no more the version `seen`.

    Raises StaleVersion. `seen` is None where a verb is part of another, which looked already.
    """
    hold(session, complaint)
    if seen is not None and complaint.version != seen:
        raise StaleVersion(TOLD)
    yield
    complaint.updated_at = now()
    session.flush()


def hold(session: Session, complaint: Complaint) -> None:
    """Lock the rows as the sender of letters does, letter first, so that neither waits for ever."""
    session.flush()
    letters = select(Letter).where(
        Letter.tenant_id == complaint.tenant_id, Letter.complaint_id == complaint.id
    )
    fresh = {"populate_existing": True}
    session.scalars(letters.with_for_update(), execution_options=fresh).all()
    session.refresh(complaint, with_for_update=True)


def tell(
    session: Session, complaint: Complaint, action: str, actor_id: UUID, **told: Any
) -> None:
    """Add `complaint:<action>` to the history of a complaint: ids, codes and dates only."""
    kind = f"complaint:{action}"
    record(session, complaint.tenant_id, complaint.id, kind, actor_id=actor_id, **told)
