"""By what the same complaint is known again when it comes a second time."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, TenantOwned, belongs


class Fingerprint(TenantOwned, Base):
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
