"""Rows that belong to a complaint: its people, messages, documents and fingerprints."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.analysis.findings import AttachmentRole
from models.rows.base import (
    Base,
    Created,
    PartOfOne,
    TenantScoped,
    as_value_column,
    belongs,
)
from models.rows.complaint import Complaint

# The people of a mail that was attached begin at the next multiple: each mail's chain
# stays its own.
CHAIN = 1000


class PartyRole(StrEnum):
    COMPLAINANT = "complainant"
    FORWARDER = "forwarder"
    OTHER = "other"
    # Who writes about the complainant (`writers.Capacity`).
    MEDIATOR = "mediator"
    SUPERVISOR = "supervisor"
    LAWYER = "lawyer"
    ASSOCIATION = "association"
    INSURER = "insurer"
    REPRESENTATIVE = "representative"


class Party(PartOfOne, TenantScoped, Base):
    """A hop of the chain, from the complainant (position 0) to the forwarder."""

    __tablename__ = "parties"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        Index("ix_parties_complaint", "tenant_id", "complaint_id"),
        Index("ix_parties_email", "tenant_id", "email"),
    )

    complaint_id: Mapped[UUID]
    position: Mapped[int]
    role: Mapped[PartyRole] = mapped_column(as_value_column(PartyRole))
    name: Mapped[str] = mapped_column(default="", server_default="")
    # Lower case; empty for one known by name only.
    email: Mapped[str] = mapped_column(default="", server_default="")


class LinkKind(StrEnum):
    ORIGIN = "origin"
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"


class ComplaintMessage(PartOfOne, Created, Base):
    """A received message of a complaint; `part` numbers the forwarded mails one message carries."""

    __tablename__ = "complaint_messages"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        belongs("message_id", "inbound_messages"),
        Index("ix_complaint_messages_complaint", "tenant_id", "complaint_id"),
        # One mail opens one draft a part, however often it is taken in.
        Index(
            "uq_complaint_messages_origin",
            "tenant_id",
            "message_id",
            "part",
            unique=True,
        ),
    )

    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, default=0)
    kind: Mapped[LinkKind] = mapped_column(as_value_column(LinkKind))
    # What the outer sender wrote, for the thread on the complaint's page.
    text: Mapped[str] = mapped_column(default="", server_default="")
    sender: Mapped[str] = mapped_column(default="", server_default="")


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
    role: Mapped[AttachmentRole] = mapped_column(as_value_column(AttachmentRole))
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


class Fingerprint(PartOfOne, Base):
    """A digest of what makes a complaint one: its bytes, its Message-ID, its text and day.

    The key refuses a second complaint with the same fingerprint, whichever worker takes it in.
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
