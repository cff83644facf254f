"""What a change of the cabinet does to letters that have not left: each is decided again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.complaints.acknowledgement import redecide
from models.complaints.complaint import Complaint
from models.complaints.policy import OPTIONAL
from models.mail.letter import ACKNOWLEDGING, Letter, LetterState
from models.service import Service


def redecide_waiting(
    session: Session, service: Service, tenant_id: UUID, actor_id: UUID | None
) -> int:
    """Ask every question again for each letter that waits; returns how many were asked."""
    waiting = session.scalars(
        select(Complaint)
        .join(
            Letter,
            (Letter.tenant_id == Complaint.tenant_id)
            & (Letter.complaint_id == Complaint.id),
        )
        .where(
            Complaint.tenant_id == tenant_id,
            Letter.kind.in_(ACKNOWLEDGING),
            Letter.state.in_((LetterState.PLANNED, LetterState.HELD))
            | Letter.reason.in_(OPTIONAL),
        )
        .order_by(Complaint.id)
    ).unique()
    complaints = list(waiting)
    for complaint in complaints:
        redecide(session, service, complaint, actor_id)
    return len(complaints)
