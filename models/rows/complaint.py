"""The complaint: the file that the law gives two deadlines."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from models.base.folding import haystack, spellings
from models.law.deadlines import Regime
from models.rows.base import (
    Base,
    Created,
    TenantOwned,
    TenantScoped,
    as_value_column,
    belongs,
    now,
)
from models.rows.tenant import Activity

__all__ = ["Complaint", "Note", "Regime", "RegisterCounter", "Status"]

# A column that a search looks into, and as what (`models.base.folding.haystack`).
WORDS, NUMBER, PHONE = {"search": "words"}, {"search": "number"}, {"search": "phone"}
# The source of a day that a person said.
BY_A_PERSON = "person"
# No dated copy stays with the person: they are invited to write (2024-R-02).
ORAL_CHANNELS = frozenset({"phone", "office", "instant_message"})


class Status(StrEnum):
    """State of a confirmed complaint; a draft has status NEW and no `confirmed_at`."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Complaint(TenantScoped, Created, Base):
    """A complaint, or its draft (`confirmed_at is None`)."""

    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("public_reference"),
        UniqueConstraint("tenant_id", "number"),
        belongs("attached_to", "complaints"),
        Index("ix_complaints_list", "tenant_id", "confirmed_at", "status", "answer_by"),
        Index(
            "ix_complaints_drafts",
            "tenant_id",
            "acknowledge_by",
            postgresql_where=text("confirmed_at is null and settled_at is null"),
        ),
        Index("ix_complaints_email", "tenant_id", text("lower(complainant_email)")),
    )

    # Random, never reused, printed in the letters; the number comes at confirmation.
    public_reference: Mapped[str] = mapped_column(info=NUMBER)
    number: Mapped[str | None] = mapped_column(info=NUMBER)
    status: Mapped[Status] = mapped_column(as_value_column(Status), default=Status.NEW)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    # A draft that was dismissed (reason kept) or attached to another complaint is settled.
    settled_at: Mapped[datetime | None]
    dismissed_reason: Mapped[str] = mapped_column(default="", server_default="")
    attached_to: Mapped[UUID | None]

    complainant_name: Mapped[str] = mapped_column(
        default="", server_default="", info=WORDS
    )
    complainant_email: Mapped[str] = mapped_column(
        default="", server_default="", info=WORDS
    )
    complainant_phone: Mapped[str] = mapped_column(
        default="", server_default="", info=PHONE
    )
    complainant_address: Mapped[str] = mapped_column(default="", server_default="")
    # In what capacity the person complains: it decides which mediator a letter names.
    reclamant_type: Mapped[str] = mapped_column(default="", server_default="")
    subject: Mapped[str] = mapped_column(default="", server_default="", info=WORDS)
    body: Mapped[str] = mapped_column(default="", server_default="")
    # Vocabularies of models.rows.vocabularies.
    channel: Mapped[str] = mapped_column(default="email", server_default="email")
    motif: Mapped[str] = mapped_column(default="", server_default="")
    product: Mapped[str] = mapped_column(default="", server_default="")
    priority: Mapped[str] = mapped_column(default="normal", server_default="normal")
    contract_number: Mapped[str] = mapped_column(
        default="", server_default="", info=NUMBER
    )
    claim_number: Mapped[str] = mapped_column(
        default="", server_default="", info=NUMBER
    )
    # As customers and the market name it; free text, proposed from a table of known names.
    insurer: Mapped[str] = mapped_column(default="", server_default="", info=WORDS)
    activity: Mapped[Activity] = mapped_column(
        as_value_column(Activity), default=Activity.IAS
    )
    regime: Mapped[Regime] = mapped_column(as_value_column(Regime), default=Regime.ACPR)
    assigned_to: Mapped[UUID | None]

    # The three moments, kept apart: sent by the customer, received by the cabinet (the legal day),
    # taken in by our mailbox. The two days are theirs in the cabinet's time zone. Precision "none":
    # nobody could read the day of sending, and reception stands for it until a person says it.
    sent_at: Mapped[datetime]
    sent_precision: Mapped[str] = mapped_column(
        default="minute", server_default="minute"
    )
    sent_source: Mapped[str] = mapped_column(default="", server_default="")
    sent_on: Mapped[date]
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    # By what the day of reception is known: a code of `models.analysis.reception`.
    received_source: Mapped[str] = mapped_column(default="", server_default="")
    taken_in_at: Mapped[datetime] = mapped_column(
        default=now, server_default=text("now()")
    )
    acknowledge_by: Mapped[date]
    answer_by: Mapped[date]
    late_on_arrival: Mapped[str] = mapped_column(default="", server_default="")

    # Acknowledged by other means than ours ("déjà accusé"), or answered within the ten days.
    acknowledged_on: Mapped[date | None]
    acknowledged_by_channel: Mapped[str] = mapped_column(default="", server_default="")
    answered_on: Mapped[date | None]
    answer_channel: Mapped[str] = mapped_column(default="", server_default="")
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    # As the person who sent it says; NULL where nobody was asked.
    answer_names_mediator: Mapped[bool | None]
    # Who is competent instead of the cabinet, told to the complainant in the answer.
    directed_to: Mapped[str] = mapped_column(default="", server_default="")
    closed_at: Mapped[datetime | None]
    # An oral complaint: the day the person was invited to write (2024-R-02).
    invited_on: Mapped[date | None]

    # What was understood, how sure we are of each field and from which words. `by_person` has
    # the fields that a person corrected, `suggestion` the complaint that a stranger's mail
    # names: nothing joins it by itself.
    understanding: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}"
    )
    updated_at: Mapped[datetime | None]
    # What a search looks into, without case or accents; kept by the listener below.
    search_text: Mapped[str] = mapped_column(default="", server_default="")
    # Optimistic lock: a change names the version it saw.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads a plain class attribute

    @property
    def is_draft(self) -> bool:
        return self.confirmed_at is None and self.settled_at is None

    @property
    def is_oral(self) -> bool:
        """Nothing was written: no acknowledgement is owed, the person is invited to write."""
        return self.channel in ORAL_CHANNELS

    @property
    def is_annulled(self) -> bool:
        """Its number is given, and stands for no complaint: the register says when and why."""
        return self.number is not None and self.settled_at is not None

    @property
    def is_sent_on_known(self) -> bool:
        """A day of sending was read and is credible, or a person said it: else no letter
        may print a date that is counted from it."""
        return self.sent_precision != "none"

    @property
    def is_received_on_confirmed(self) -> bool:
        """A person said on which day it reached the cabinet: a letter may print that day."""
        return self.received_source == BY_A_PERSON


@event.listens_for(Complaint, "before_insert")
@event.listens_for(Complaint, "before_update")
def _keep_searchable(
    _: Mapper[Complaint], __: Connection, complaint: Complaint
) -> None:
    words = [getattr(complaint, name) for name in _list_searched("words")]
    numbers = [getattr(complaint, name) for name in _list_searched("number")]
    for name in _list_searched("phone"):
        numbers += spellings(getattr(complaint, name))
    complaint.search_text = haystack(words, numbers)


@cache
def _list_searched(kind: str) -> list[str]:
    columns = inspect(Complaint).columns
    return [c.key for c in columns if c.info.get("search") == kind]


class RegisterCounter(TenantOwned, Base):
    """The last number given in a year of a cabinet's register: gapless, one row locked at a time."""

    __tablename__ = "register_counters"
    __table_args__ = ()

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0, server_default="0")


class Note(TenantScoped, Created, Base):
    """An internal note."""

    __tablename__ = "notes"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        Index("ix_notes_complaint", "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    text: Mapped[str]
