"""Common parts of every table: names of constraints, ids, moments, and belonging to a cabinet."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB}  # noqa: RUF012 - SQLAlchemy reads a plain class attribute


def new_id() -> UUID:
    """Make a UUID of version 7 (RFC 9562): ordered by time, 74 random bits."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def as_value_column(kind: type[StrEnum]) -> Enum:
    """Store a StrEnum as its value, in a plain text column."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda e: [m.value for m in e],
    )


def belongs(column: str, table: str) -> ForeignKeyConstraint:
    """Make a foreign key that cannot leave its cabinet: (tenant_id, column)."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )


class InCabinet:
    """A row of one cabinet: row-level security guards it, and so does the session's filter."""

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)


class TenantOwned(InCabinet):
    """A row of one cabinet whose key begins with the cabinet."""

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id"), primary_key=True, sort_order=-2
    )


class PartOfOne(TenantOwned):
    """A row that cannot be without another of its cabinet, which answers for the cabinet.

    Asking `tenants` as well would cost each insert as much as the row (docs/measurements.md).
    """

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)


class TenantScoped(TenantOwned):
    """A row of one cabinet with an id of its own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


class Claimable:
    """A duty that one worker at a time takes.

    `claimed_by` is the advisory lock of the worker that holds it: lock gone, claim free.
    `attempt` is the fencing number: a later write must name it. `lease_until` is the second wall.
    """

    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    claimed_by: Mapped[int | None] = mapped_column(BigInteger)
    lease_until: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]


class Created:
    created_at: Mapped[datetime] = mapped_column(default=now, server_default=func.now())
