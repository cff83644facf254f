"""The register: numbers without a hole, one series a cabinet and a year."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.rows.complaint import Complaint, RegisterCounter


def next_number(session: Session, tenant_id: UUID, year: int) -> str:
    """The next `YYYY-NNNN`; the counter's row stays locked, so a rollback leaves no hole."""
    statement = (
        insert(RegisterCounter)
        .values(tenant_id=tenant_id, year=year, last=1)
        .on_conflict_do_update(
            index_elements=[RegisterCounter.tenant_id, RegisterCounter.year],
            set_={"last": RegisterCounter.last + 1},
        )
        .returning(RegisterCounter.last)
    )
    return f"{year}-{session.scalars(statement).one():04d}"


def find_by_reference(session: Session, tenant_id: UUID, text: str) -> Complaint | None:
    """The file behind a register number or a public reference, wherever it was attached."""
    wanted = text.strip().upper()
    found = session.scalars(
        select(Complaint).where(
            Complaint.tenant_id == tenant_id,
            (Complaint.number == wanted) | (Complaint.public_reference == wanted),
        )
    ).first()
    return standing_for(session, found) if found else None


def standing_for(session: Session, complaint: Complaint) -> Complaint:
    """The complaint that stands for this one: itself, or where it was attached in the end."""
    while complaint.attached_to is not None:
        key = (complaint.tenant_id, complaint.attached_to)
        complaint = session.get_one(Complaint, key)
    return complaint
