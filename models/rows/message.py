"""A received message: its bytes are kept first, its verdict comes second."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import (
    Base,
    Claimable,
    TenantOwned,
    TenantScoped,
    as_value_column,
    belongs,
    now,
)


class Verdict(StrEnum):
    """Verdict on a message; STORED waits to be understood, WANTED for its bytes."""

    STORED = "stored"
    # Left on the server once (older than the activation, or incomplete) and asked for since.
    WANTED = "wanted"
    DRAFT = "draft"
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"
    SET_ASIDE = "set_aside"


# The reason of what is set aside because its server gives fewer bytes than it announces.
INCOMPLETE = "incomplete"


class Origin(StrEnum):
    MAILBOX = "mailbox"
    UPLOAD = "upload"
    COMMAND = "command"


class Blob(TenantOwned, Base):
    """Place of the encrypted bytes of a digest in the pack store of a cabinet."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    pack: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime] = mapped_column(default=now)


class InboundMessage(TenantScoped, Claimable, Base):
    """One message, stored whole; `rule` or `reason` says why it got its verdict."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        belongs("mailbox_id", "mailboxes"),
        ForeignKeyConstraint(
            ["tenant_id", "sha256"], ["blobs.tenant_id", "blobs.sha256"]
        ),
        Index(
            "ix_inbound_messages_waiting",
            "tenant_id",
            "next_attempt_at",
            postgresql_where=text("verdict = 'stored'"),
        ),
        Index("ix_inbound_messages_sha256", "tenant_id", "sha256"),
        Index("ix_inbound_messages_header", "tenant_id", "header_message_id"),
        Index("ix_inbound_messages_mailbox", "tenant_id", "mailbox_id", "verdict"),
    )

    mailbox_id: Mapped[UUID | None]
    origin: Mapped[Origin] = mapped_column(
        as_value_column(Origin), default=Origin.MAILBOX
    )
    # NULL where the bytes stayed on the server (too large, or older than the activation).
    sha256: Mapped[str | None]
    size: Mapped[int] = mapped_column(BigInteger)
    header_message_id: Mapped[str] = mapped_column(default="", server_default="")
    # When the mailbox got it (INTERNALDATE), else when we did.
    received_at: Mapped[datetime]
    stored_at: Mapped[datetime] = mapped_column(default=now)
    verdict: Mapped[Verdict] = mapped_column(
        as_value_column(Verdict), default=Verdict.STORED
    )
    rule: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    # What it was understood to be (`ingest.reading.understood.Kind`), for the screens.
    kind: Mapped[str] = mapped_column(default="", server_default="")
    judged_at: Mapped[datetime | None]
    # A batch that dies takes nobody with it: its messages come back one by one,
    # and only what was alone when it failed counts towards the three attempts.
    alone: Mapped[bool] = mapped_column(default=False, server_default="false")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    # Older than three days when a listing found it: its acknowledgement waits for a person.
    asked_old: Mapped[bool] = mapped_column(default=False, server_default="false")
    # A person says that it is a complaint, whatever rule had ignored it.
    insisted: Mapped[bool] = mapped_column(default=False, server_default="false")
