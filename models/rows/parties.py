"""Who is who in a complaint, and which messages it came from."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base, Created, PartOfOne, TenantScoped, belongs, named

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
    role: Mapped[PartyRole] = mapped_column(named(PartyRole))
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
    kind: Mapped[LinkKind] = mapped_column(named(LinkKind))
    # What the outer sender wrote, for the thread on the complaint's page.
    text: Mapped[str] = mapped_column(default="", server_default="")
    sender: Mapped[str] = mapped_column(default="", server_default="")
