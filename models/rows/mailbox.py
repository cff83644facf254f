"""A cabinet's dedicated mailbox: how to reach it, how far we have read, how it is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import (
    Base,
    Claimable,
    Created,
    PartOfOne,
    TenantScoped,
    as_value_column,
    belongs,
)


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    # Accepted on loopback only, for the demo and the tests.
    NONE = "none"


class Health(StrEnum):
    NEW = "new"
    HEALTHY = "healthy"
    SLOW = "slow"
    LOGIN_REFUSED = "login_refused"
    UNREACHABLE = "unreachable"
    # The trouble is on our side: `last_error` says which.
    STUCK = "stuck"


class Mailbox(TenantScoped, Claimable, Created, Base):
    """The cursor is ours: (uidvalidity, last_uid); never the server's \\Seen."""

    __tablename__ = "mailboxes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "address"),
        Index(
            "ix_mailboxes_due",
            "tenant_id",
            "next_attempt_at",
            postgresql_where=text("active"),
        ),
    )

    address: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[Security] = mapped_column(
        as_value_column(Security), default=Security.TLS
    )
    username: Mapped[str]
    sealed_password: Mapped[bytes] = mapped_column(LargeBinary)
    folder: Mapped[str] = mapped_column(default="INBOX", server_default="INBOX")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    # Older mail is listed, not imported, unless the cabinet asks (import_since earlier).
    import_since: Mapped[datetime]
    # The provider whose Authentication-Results are believed; "none": the mailbox has no such provider.
    authserv_id: Mapped[str] = mapped_column(default="", server_default="")
    # Resolver that checks a target's domain; "none": not checked.
    resolver: Mapped[str] = mapped_column(default="", server_default="")
    plus_addressing: Mapped[bool] = mapped_column(default=False, server_default="false")
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    reconciled_at: Mapped[datetime | None]
    polled_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    # Messages the server listed at the last reconcile.
    listed: Mapped[int] = mapped_column(default=0, server_default="0")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    health: Mapped[Health] = mapped_column(as_value_column(Health), default=Health.NEW)
    health_since: Mapped[datetime | None]
    # Our own code, never the server's own words (they would tell a stranger what listens there).
    last_error: Mapped[str] = mapped_column(default="", server_default="")
    # Since when it is due and not polled for want of room (`workers.slots`).
    waiting_since: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MailLocation(PartOfOne, Base):
    """Location of a message on the server: found there, hence owed a verdict.

    `message_id` is NULL between the listing and the fetch. A change of UIDVALIDITY gives a known
    message a second location; the ledger counts messages, and locations still without one.
    """

    __tablename__ = "mail_locations"
    __table_args__ = (
        belongs("mailbox_id", "mailboxes"),
        belongs("message_id", "inbound_messages"),
        Index("ix_mail_locations_message", "tenant_id", "message_id"),
    )

    mailbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    message_id: Mapped[UUID | None]
    seen_at: Mapped[datetime]
    # Found by the first listing or after a renumbering, not as it came.
    catch_up: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Fetches that failed: such a message comes last and alone, and keeps nobody waiting.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")


class MailboxAddress(Created, Base):
    """The directory of mailbox addresses (platform table): one cabinet each, kept as an HMAC.

    It tells whether a sender is a mailbox of any cabinet, without saying of which.
    """

    __tablename__ = "mailbox_directory"

    address_hash: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    mailbox_id: Mapped[UUID]
