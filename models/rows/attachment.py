"""A document of a complaint: its name, its digest, and where its bytes are."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.analysis.findings import AttachmentRole
from models.rows.base import Base, Created, PartOfOne, TenantScoped, belongs, named
from models.rows.complaint import Complaint

__all__ = ["Attachment", "AttachmentRole"]


class Attachment(PartOfOne, TenantScoped, Created, Base):
    """Bytes come from a span of the raw message, or from a blob of their own (`span_start` NULL)."""

    __tablename__ = "attachments"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        belongs("message_id", "inbound_messages"),
        Index("ix_attachments_complaint", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    message_id: Mapped[UUID | None]
    role: Mapped[AttachmentRole] = mapped_column(named(AttachmentRole))
    # As the sender wrote it, made safe.
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    span_start: Mapped[int | None] = mapped_column(BigInteger)
    span_end: Mapped[int | None] = mapped_column(BigInteger)
    span_encoding: Mapped[str] = mapped_column(default="", server_default="")
    # Never loaded: it tells the session to insert a complaint before its documents.
    complaint: Mapped[Complaint] = relationship(lazy="raise")
