"""Many rows at once: each as the session would have written it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from models.rows.message import Blob
from models.store import bulk
from models.store.bulk import insert_rows
from models.store.session import TenantSession
from models.store.tables import METADATA


def rows(tenant_id: UUID, *digests: str, size: int = 1) -> list[dict[str, Any]]:
    common = {"tenant_id": tenant_id, "size": size, "pack": "p", "offset": 0}
    return [{**common, "length": 9, "sha256": digest} for digest in digests]


def keep(session: TenantSession) -> dict[str, int]:
    found = session.execute(select(Blob.sha256, Blob.size)).all()
    return {row.sha256: row.size for row in found}


def test_it_writes_more_rows_than_one_statement_takes(
    session: TenantSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_AT_ONCE", 2)

    insert_rows(session, Blob, rows(session.tenant_id, *"abcde"))

    assert keep(session) == dict.fromkeys("abcde", 1)
    assert session.scalars(select(Blob)).first().stored_at.tzinfo is not None  # type: ignore[union-attr]


def test_it_leaves_known_rows_as_they_are_where_asked(session: TenantSession) -> None:
    insert_rows(session, Blob, rows(session.tenant_id, "a"))

    again = rows(session.tenant_id, "a", "b", size=2)
    insert_rows(session, Blob, again, known_stay=True)

    assert keep(session) == {"a": 1, "b": 2}
    with pytest.raises(IntegrityError), session.begin_nested():
        insert_rows(session, Blob, again)


def test_it_refuses_another_cabinets_row(session: TenantSession) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        insert_rows(session, Blob, rows(UUID(int=7), "a"))


def test_every_value_that_a_row_needs_is_known_here() -> None:
    """A value that only the server could fill in would be written as NULL."""
    left = [
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if column.server_default is not None
        and column.default is None
        # A computed column is written by nobody.
        and column.computed is None
    ]

    assert left == []
