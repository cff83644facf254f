"""Sessions bound to one cabinet, so that neither a query nor the database can see another's rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import (
    ORMExecuteState,
    Session,
    SessionTransaction,
    with_loader_criteria,
)

from models.rows.base import InCabinet

# A generic plan reads every match of a common word; a custom one stops at the page
# (docs/measurements.md). The time-outs keep a lost peer from holding a lock.
_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "plan_cache_mode": "force_custom_plan",
        "statement_timeout": "30s",
        "lock_timeout": "15s",
        "idle_in_transaction_session_timeout": "5min",
        "timezone": "UTC",
    }.items()
)

_SET = text("select set_config(:name, :value, true)")


def make_engine(url: str, *, pool_size: int = 8, **options: Any) -> Engine:
    """Make an engine for a role's URL (`postgresql://…`), with deadlines on everything."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        pool_timeout=15,
        # What a failed statement was given may be personal, or a secret.
        hide_parameters=True,
        connect_args={"options": _OPTIONS, "connect_timeout": 5, "keepalives_idle": 30},
        **options,
    )


class TenantSession(Session):
    """A session that belongs to one cabinet for its whole life."""

    def __init__(
        self, engine: Engine | Connection, tenant_id: UUID, **options: Any
    ) -> None:
        super().__init__(engine, expire_on_commit=False, **options)
        self.tenant_id = tenant_id


@event.listens_for(TenantSession, "after_begin")
def _name_tenant(
    session: TenantSession, _: SessionTransaction, connection: Connection
) -> None:
    # Local to the transaction: the only form that is safe with a pool of connections.
    connection.execute(_SET, {"name": "app.tenant", "value": str(session.tenant_id)})


@event.listens_for(TenantSession, "do_orm_execute")
def _filter_by_tenant(state: ORMExecuteState) -> None:
    tenant_id = state.session.tenant_id  # type: ignore[attr-defined]  # the listener is on TenantSession
    if not state.is_column_load and not state.is_relationship_load:
        state.statement = state.statement.options(
            with_loader_criteria(
                InCabinet,
                lambda cls: cls.tenant_id == tenant_id,
                include_aliases=True,
            )
        )


@contextmanager
def tenant_transaction(engine: Engine, tenant_id: UUID) -> Iterator[TenantSession]:
    """Open one transaction of one cabinet; commits at the end, rolls back on an error."""
    with TenantSession(engine, tenant_id) as session, session.begin():
        yield session


@contextmanager
def platform_transaction(engine: Engine) -> Iterator[Session]:
    """Open one transaction on platform tables; every cabinet's rows are invisible in it.

    Unless it shows a key (`show_key`), which opens the one row of people that bears it.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def show_key(session: Session, key: str) -> None:
    """Let the transaction read the row of people that bears this key, whatever its cabinet.

    The key is an address, or the digest of a secret (a session's, a mailed link's, a device's).
    """
    session.execute(_SET, {"name": "app.key", "value": key})


def enter_cabinet(session: Session, tenant_id: UUID) -> None:
    """Bind a transaction that recognised somebody to their cabinet."""
    session.execute(_SET, {"name": "app.tenant", "value": str(tenant_id)})
