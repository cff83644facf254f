"""The prints by which a cabinet knows its complaints again."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.rows.base import Base, PartOfOne, belongs


class Fingerprint(PartOfOne, Base):
    """A digest of what makes a complaint one: its bytes, its Message-ID, its text and day.

    The key refuses a second complaint with the same print, whoever takes it in.
    """

    __tablename__ = "fingerprints"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        Index("ix_fingerprints_complaint", "tenant_id", "complaint_id"),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    complaint_id: Mapped[UUID]


def known_fingerprints(
    session: Session, tenant_id: UUID, digests: Iterable[str]
) -> dict[str, UUID]:
    """The complaints that bear these prints."""
    rows = select(Fingerprint.digest, Fingerprint.complaint_id).where(
        Fingerprint.tenant_id == tenant_id, Fingerprint.digest.in_(list(digests))
    )
    return {row.digest: row.complaint_id for row in session.execute(rows)}
