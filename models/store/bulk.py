"""Many new rows at once: one constant INSERT a table, all its rows in one JSON value.

The unit of work compiles and converts a statement that grows with the number of rows;
where hundreds are made at a time that is most of its price (docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, LargeBinary, TextClause, inspect, text
from sqlalchemy.orm import Mapper, Session

from models.rows.base import Base
from models.store.tables import METADATA

Convert = Callable[[Any], Any]
_AT_ONCE = 1000


def write_new(session: Session) -> None:
    """Write all new objects of a session, in the order of their foreign keys, and let go of them.

    Afterwards the session holds no object. Where changed or deleted ones wait too, the
    session does it all in its own way.
    """
    if session.dirty or session.deleted:
        session.flush()
        return
    rows = _rows(session)
    session.expunge_all()
    for table in METADATA.sorted_tables:
        if table.name in rows:
            mapper, values = rows[table.name]
            session.execute(_statement(mapper), {"rows": _as_json(values)})


def insert_rows(
    session: Session,
    table: type[Base],
    rows: Iterable[dict[str, Any]],
    *,
    known_stay: bool = False,
) -> None:
    """Insert rows, named by attribute; `known_stay` leaves those whose key exists as they are."""
    mapper = inspect(table)
    items = [_row(mapper, given) for given in rows]
    statement = _statement(mapper, known_stay=known_stay)
    for first in range(0, len(items), _AT_ONCE):
        some = items[first : first + _AT_ONCE]
        session.execute(statement, {"rows": _as_json(some)})


def _rows(
    session: Session,
) -> dict[str, tuple[Mapper[Any], list[dict[str, Any]]]]:
    found: dict[str, tuple[Mapper[Any], list[dict[str, Any]]]] = {}
    for new in session.new:
        state = inspect(new)
        mapper = state.mapper
        mapper.dispatch.before_insert(mapper, session.connection(), state)
        name = mapper.local_table.description
        found.setdefault(name, (mapper, []))[1].append(_row(mapper, state.dict))
    return found


def _row(mapper: Mapper[Any], given: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key, column, convert in _columns(mapper):
        if key in given:
            value = given[key]
        elif column.default is not None:
            value = _default(column)
        else:
            continue
        row[column.name] = value if value is None or convert is None else convert(value)
    return row


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    return default.arg(None) if default.is_callable else default.arg


@cache
def _columns(mapper: Mapper[Any]) -> list[tuple[str, Column[Any], Convert | None]]:
    found: list[tuple[str, Column[Any], Convert | None]] = []
    for attribute in mapper.column_attrs:
        [column] = attribute.columns
        assert isinstance(column, Column)  # noqa: S101 - for the type checker
        found.append((attribute.key, column, _converter(column)))
    return found


def _converter(column: Column[Any]) -> Convert | None:
    """Give a value to JSON; the encoder knows all our other types."""
    if isinstance(column.type, LargeBinary):
        return lambda data: "\\x" + data.hex()
    return None


def _as_json(rows: list[dict[str, Any]]) -> str:
    return msgspec.json.encode(rows).decode()


@cache
def _statement(mapper: Mapper[Any], *, known_stay: bool = False) -> TextClause:
    table = mapper.local_table.description
    names = ", ".join(f'"{column.name}"' for _, column, _ in _columns(mapper))
    return text(
        f"insert into {table} ({names}) select {names} "  # noqa: S608 - names of our own tables
        f"from json_populate_recordset(null::{table}, cast(:rows as json))"
        + (" on conflict do nothing" if known_stay else "")
    )
