"""A letter that leaves: every mail we send, its exact bytes and what is known of its delivery."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import (
    Base,
    Claimable,
    Created,
    TenantScoped,
    as_value_column,
    belongs,
    now,
)


class LetterKind(StrEnum):
    # It says that a message came, before anybody qualified it: right for a question too.
    RECEIPT = "receipt"
    # It says that a complaint is being examined, and promises a reasoned answer.
    ACKNOWLEDGEMENT = "acknowledgement"
    # Either of the two, bounced and followed by another one.
    RETURNED = "acknowledgement_returned"
    # Our own word to the cabinet or to one of its people.
    NOTICE = "notice"
    ACCOUNT = "account"


# What proves to the law that a complaint was acknowledged, once it has left.
ACKNOWLEDGING = (LetterKind.RECEIPT, LetterKind.ACKNOWLEDGEMENT)


class LetterState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    SUPPRESSED = "suppressed"
    CLAIMED = "claimed"
    DOT_PENDING = "dot_pending"
    ACCEPTED = "accepted"
    REFUSED_FOR_NOW = "refused_for_now"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    BOUNCED = "bounced"


class Letter(TenantScoped, Claimable, Created, Base):
    """Bytes, Message-ID and envelope are fixed at planning: every try sends the same."""

    __tablename__ = "letters"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        Index(
            "uq_letters_receipt",
            "tenant_id",
            "complaint_id",
            unique=True,
            postgresql_where=text("kind = 'receipt'"),
        ),
        Index(
            "uq_letters_acknowledgement",
            "tenant_id",
            "complaint_id",
            unique=True,
            postgresql_where=text("kind = 'acknowledgement'"),
        ),
        Index(
            "ix_letters_due",
            "tenant_id",
            "next_attempt_at",
            postgresql_where=text(
                "state in ('planned', 'held', 'refused_for_now', 'claimed', 'dot_pending')"
            ),
        ),
        Index("ix_letters_complaint", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID | None]
    kind: Mapped[LetterKind] = mapped_column(as_value_column(LetterKind))
    state: Mapped[LetterState] = mapped_column(
        as_value_column(LetterState), default=LetterState.PLANNED
    )
    # Why it is held or suppressed: a code with a French sentence in models.rows.vocabularies.
    reason: Mapped[str] = mapped_column(default="", server_default="")
    # The mention that is missing, or the server's name: shown beside the reason.
    detail: Mapped[str] = mapped_column(default="", server_default="")
    recipient: Mapped[str] = mapped_column(default="", server_default="")
    envelope_from: Mapped[str] = mapped_column(default="", server_default="")
    header_message_id: Mapped[str] = mapped_column(default="", server_default="")
    subject: Mapped[str] = mapped_column(default="", server_default="")
    body: Mapped[str] = mapped_column(default="", server_default="")
    content: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    # What was known of the mail when the letter was planned: a later decision asks again.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # The day by which its text promises an answer; none where it promises none. A deadline that
    # moved since is shown beside it, until a person says that answering in time is enough.
    promised_on: Mapped[date | None]
    promise_settled_for: Mapped[date | None]
    # When a person's click, or the last safe day, let it go in spite of the questions.
    released_at: Mapped[datetime | None]
    # How often in a row a server said « not now », and since when.
    deferrals: Mapped[int] = mapped_column(default=0, server_default="0")
    deferred_since: Mapped[datetime | None]
    # When the 354 was followed by our final dot, and what the server said to it.
    dotted_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Sending(Base):
    """One acknowledgement that left or may have left (platform table), for the caps across cabinets.

    The address is kept as an HMAC: it counts, and tells nobody.
    """

    __tablename__ = "sendings"
    __table_args__ = (
        Index("ix_sendings_address", "address_hash", "at"),
        Index("ix_sendings_tenant", "tenant_id", "at"),
        Index("ix_sendings_at", "at"),
    )

    letter_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    address_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class Notice(TenantScoped, Created, Base):
    """Something a cabinet must be told, once; `letter_id` is the mail that gathered it."""

    __tablename__ = "notices"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        belongs("letter_id", "letters"),
        Index("uq_notices_subject", "tenant_id", "kind", "subject_key", unique=True),
        Index(
            "ix_notices_untold",
            "tenant_id",
            "created_at",
            postgresql_where=text("letter_id is null"),
        ),
    )

    kind: Mapped[str]
    # What it is about (an id, an id and a date): the same is never told twice.
    subject_key: Mapped[str]
    complaint_id: Mapped[UUID | None]
    letter_id: Mapped[UUID | None]
