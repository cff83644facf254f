"""Letters that have not left, decided again after a change of the cabinet."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.analysis.reception import WAY, Way
from models.complaints.legal_dates import set_reception
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter, LetterState
from models.sending import composing
from models.sending.acknowledgement import redecide
from models.sending.case import colleagues_of
from models.sending.locking import lock_rows
from models.sending.policy import OPTIONAL
from models.store.service import Service


def redecide_waiting(
    session: Session, service: Service, tenant_id: UUID, actor_id: UUID | None
) -> int:
    """Ask every question again for each letter that waits; returns how many were asked.

    The forwarder of a draft may be of the cabinet since: it had the mail before our mailbox did.
    """
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
    composing.forget(session)
    for complaint in complaints:
        receive_again(session, complaint, actor_id)
        redecide(session, service, complaint, actor_id)
    return len(complaints)


def receive_again(
    session: Session, complaint: Complaint, actor_id: UUID | None
) -> None:
    """Find out again which hop of a draft reached the cabinet, unless a person said the day."""
    kept = complaint.understanding.get(WAY)
    if not kept or not complaint.is_draft or complaint.is_received_on_confirmed:
        return
    tenant = composing.tenant_of(session, complaint.tenant_id)
    way = Way.from_json(kept, complaint.taken_in_at)
    received = way.reception(colleagues_of(session, tenant, None))
    known_at = max(received.at, complaint.sent_at)
    at = known_at if complaint.is_sent_on_known else received.at
    if (at, received.source) != (complaint.received_at, complaint.received_source):
        lock_rows(session, complaint)
        set_reception(session, complaint, received, actor_id)
