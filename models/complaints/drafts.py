"""What a person decides about a draft: it is a complaint, or it is not; both can be undone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from models import labels
from models.complaints import acknowledgement
from models.complaints.changing import changing, tell
from models.complaints.complaint import Complaint, Status
from models.complaints.dates import today_of
from models.complaints.register import next_number
from models.errors import Refused
from models.service import Service
from models.tenants.tenant import Tenant

NOT_A_DRAFT = "Ce brouillon a déjà été traité."
NOT_CONFIRMED = "Cette réclamation n’est pas confirmée."
ALREADY_WORKED = (
    "Le traitement a commencé : la confirmation ne peut plus être annulée. "
    "Utilisez les changements de statut."
)
NOT_DISMISSED = "Ce brouillon n’est pas écarté."
UNKNOWN_REASON = "Choisissez un motif dans la liste."


def check_draft(complaint: Complaint) -> None:
    """Raise Refused unless it waits for a decision."""
    if not complaint.is_draft:
        raise Refused(NOT_A_DRAFT)


def confirm(
    session: Session,
    service: Service,
    complaint: Complaint,
    actor_id: UUID,
    *,
    at: datetime,
    seen: int | None = None,
) -> str:
    """It is a complaint: give its register number and re-decide the acknowledgement.

    A number once given is kept, so that an undone confirmation leaves no hole.
    Raises Refused, StaleVersion.
    """
    with changing(session, complaint, seen):
        check_draft(complaint)
        tenant = session.get_one(Tenant, complaint.tenant_id)
        if complaint.number is None:
            year = today_of(tenant, at).year
            complaint.number = next_number(session, complaint.tenant_id, year)
        complaint.confirmed_at, complaint.confirmed_by = at, actor_id
        complaint.status = Status.NEW
        tell(session, complaint, "confirmed", actor_id, number=complaint.number)
        acknowledgement.redecide(session, service, complaint, actor_id)
    return complaint.number


def undo_confirm(
    session: Session,
    service: Service,
    complaint: Complaint,
    actor_id: UUID,
    *,
    seen: int | None = None,
) -> None:
    """Make it a draft again, as long as nobody has begun to work on it."""
    with changing(session, complaint, seen):
        if complaint.confirmed_at is None:
            raise Refused(NOT_CONFIRMED)
        if complaint.status is not Status.NEW or complaint.answered_on is not None:
            raise Refused(ALREADY_WORKED)
        complaint.confirmed_at = complaint.confirmed_by = None
        tell(session, complaint, "unconfirmed", actor_id, number=complaint.number)
        acknowledgement.redecide(session, service, complaint, actor_id)


def dismiss(
    session: Session,
    service: Service,
    complaint: Complaint,
    reason: str,
    actor_id: UUID,
    *,
    at: datetime,
    seen: int | None = None,
) -> None:
    """It is not a complaint (2024-R-02); the reason is one of `labels.DISMISSALS`."""
    if reason not in labels.DISMISSALS:
        raise Refused(UNKNOWN_REASON)
    with changing(session, complaint, seen):
        check_draft(complaint)
        complaint.settled_at, complaint.dismissed_reason = at, reason
        tell(session, complaint, "dismissed", actor_id, reason=reason)
        acknowledgement.redecide(session, service, complaint, actor_id)


def undo_dismiss(
    session: Session,
    service: Service,
    complaint: Complaint,
    actor_id: UUID,
    *,
    seen: int | None = None,
) -> None:
    """Let a dismissed draft wait for a decision again."""
    with changing(session, complaint, seen):
        if not complaint.dismissed_reason:
            raise Refused(NOT_DISMISSED)
        complaint.settled_at, complaint.dismissed_reason = None, ""
        tell(session, complaint, "undismissed", actor_id)
        acknowledgement.redecide(session, service, complaint, actor_id)
