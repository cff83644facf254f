"""Two walls around each cabinet: each holds when the other is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import (
    ARRAY,
    Boolean,
    Connection,
    DateTime,
    Integer,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.pool import NullPool

from models.base.errors import SettingError
from models.base.settings import Settings
from models.rows.base import Base, InCabinet, TenantOwned, new_id, now
from models.rows.tenant import Tenant
from models.store import session as sessions
from models.store.service import open_service
from models.store.session import TenantSession
from models.store.starting import check_roles
from models.store.tables import CLOCK_COLUMNS, DELETABLE, METADATA, PLATFORM_TABLES
from models.vault.keys import MasterKey
from tests.servers import Database, psycopg_connection

OWNED: list[type[Any]] = sorted(
    (m.class_ for m in Base.registry.mappers if issubclass(m.class_, InCabinet)),
    key=lambda c: c.__tablename__,
)


@dataclass(frozen=True)
class Two:
    """Two cabinets with one row in every table each."""

    database: Database
    mine: UUID
    theirs: UUID


def value_of(column: Any, tenant_id: UUID, row_id: UUID) -> Any:
    if column.name == "tenant_id":
        return tenant_id
    kind = column.type
    if kind.python_type is UUID:
        return row_id
    if isinstance(kind, DateTime):
        return now()
    if isinstance(kind, JSONB):
        return {}
    if isinstance(kind, ARRAY):
        return []
    return _plain(column, kind, row_id)


def _plain(column: Any, kind: Any, row_id: UUID) -> Any:
    if hasattr(kind, "enums"):
        return kind.enums[0] if not kind.enum_class else next(iter(kind.enum_class))
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer) or kind.python_type is int:
        return 1
    if kind.python_type is bytes:
        return b"x"
    if kind.python_type is str:
        return f"{column.name}-{row_id}"
    return now().date()


def fill(connection: Connection, tenant_id: UUID) -> None:
    """One row in every owned table; foreign keys are looked away from."""
    connection.execute(text("set session_replication_role = replica"))
    tenant = {"id": tenant_id, "name": str(tenant_id), "wrapped_key": b"x"}
    connection.execute(insert(Tenant).values(**tenant))
    for owned in OWNED:
        row_id = new_id()
        table = owned.__table__
        values = {c.name: value_of(c, tenant_id, row_id) for c in table.columns}
        connection.execute(insert(table).values(**values))


@pytest.fixture(scope="module")
def two(module_database: Database) -> Two:
    engine = create_engine(module_database.admin_url)
    mine, theirs = new_id(), new_id()
    with engine.begin() as connection:
        fill(connection, mine)
        fill(connection, theirs)
    engine.dispose()
    return Two(module_database, mine, theirs)


@pytest.fixture
def app(two: Two) -> Iterator[Connection]:
    """The app role, in a transaction that is rolled back."""
    engine = create_engine(two.database.app_url)
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def without_walls(two: Two) -> Iterator[Connection]:
    """A superuser: row-level security does not bind it, as if it were off."""
    engine = create_engine(two.database.admin_url)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("set session_replication_role = replica"))
        yield connection
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def without_filter() -> Iterator[None]:
    """The application's filter taken away."""
    event.remove(TenantSession, "do_orm_execute", sessions._filter_by_tenant)
    yield
    event.listen(TenantSession, "do_orm_execute", sessions._filter_by_tenant)


def keys(two: Two, owned: type[Any]) -> list[dict[str, Any]]:
    """The primary keys of the other cabinet's rows."""
    table = owned.__table__
    theirs = select(*table.primary_key.columns).where(table.c.tenant_id == two.theirs)
    engine = create_engine(two.database.admin_url, poolclass=NullPool)
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(theirs)]


def look_everywhere(session: Session, two: Two, owned: type[Any]) -> None:
    """Read and write as the house does; only our own row may be met."""
    seen = session.scalars(select(owned)).all()
    assert {row.tenant_id for row in seen} == {two.mine}, owned
    assert session.scalar(select(func.count()).select_from(owned)) == 1, owned
    for key in keys(two, owned):
        assert session.get(owned, key) is None, owned
    if owned.__tablename__ == "events":
        return
    mapper: Mapper[Any] = inspect(owned)
    column = (
        list(mapper.column_attrs)[-1].key if not _only_keys(mapper) else "tenant_id"
    )
    changed = session.execute(
        update(owned).values({column: getattr(owned, column)}),
        execution_options={"synchronize_session": False},
    )
    assert changed.rowcount == 1, owned  # type: ignore[attr-defined]  # a cursor result


def _only_keys(mapper: Mapper[Any]) -> bool:
    return len(mapper.primary_key) == len(mapper.columns)


def test_every_table_of_a_cabinet_is_behind_a_forced_wall(
    module_database: Database,
) -> None:
    with psycopg_connection(module_database.admin_url) as admin:
        rows = admin.execute(
            """select relname, relrowsecurity and relforcerowsecurity,
                 (select count(*) from pg_policy where polrelid = c.oid
                    and polcmd = '*' and polqual is not null and polwithcheck is not null)
               from pg_class c join pg_namespace n on n.oid = relnamespace
               where nspname = 'public' and relkind in ('r', 'p')"""
        ).fetchall()
    bare = {name for name, forced, policies in rows if not forced or policies != 1}

    assert bare == PLATFORM_TABLES
    assert set(METADATA.tables) | {"alembic_version"} == {name for name, *_ in rows}


def test_nothing_looks_over_the_walls(module_database: Database) -> None:
    """No view, no materialised view and no function that runs as its owner."""
    with psycopg_connection(module_database.admin_url) as admin:
        over = admin.execute(
            """select relname from pg_class c join pg_namespace n on n.oid = relnamespace
               where nspname = 'public' and relkind in ('v', 'm')
               union all select proname from pg_proc p
               join pg_namespace n on n.oid = pronamespace
               where nspname = 'public' and prosecdef"""
        ).fetchall()

    assert over == []


def test_every_key_of_a_cabinet_begins_with_the_cabinet() -> None:
    for owned in OWNED:
        table = owned.__table__
        if issubclass(owned, TenantOwned):
            assert next(iter(table.primary_key.columns)).name == "tenant_id", table.name
        for key in table.foreign_key_constraints:
            target = key.referred_table
            if target.name not in PLATFORM_TABLES | {"tenants"}:
                assert next(iter(key.columns)).name == "tenant_id", key.name


@pytest.mark.parametrize("owned", OWNED, ids=lambda c: c.__tablename__)
def test_the_wall_holds_without_the_filter(
    two: Two, app: Connection, without_filter: None, owned: type[Any]
) -> None:
    with TenantSession(app, two.mine) as session:  # type: ignore[arg-type]
        look_everywhere(session, two, owned)


@pytest.mark.parametrize("owned", OWNED, ids=lambda c: c.__tablename__)
def test_the_filter_holds_without_the_wall(
    two: Two, without_walls: Connection, owned: type[Any]
) -> None:
    with TenantSession(without_walls, two.mine) as session:
        look_everywhere(session, two, owned)


def test_a_session_without_a_cabinet_sees_nothing(two: Two, app: Connection) -> None:
    for owned in OWNED:
        found = app.execute(select(func.count()).select_from(owned.__table__))
        assert found.scalar_one() == 0, owned


@pytest.mark.parametrize("owned", OWNED, ids=lambda c: c.__tablename__)
def test_nobody_writes_into_another_cabinet(
    two: Two, app: Connection, owned: type[Any]
) -> None:
    entry = {"tenant": str(two.mine)}
    app.execute(text("select set_config('app.tenant', :tenant, true)"), entry)
    table = owned.__table__
    values = {c.name: value_of(c, two.theirs, new_id()) for c in table.columns}

    with pytest.raises(ProgrammingError, match="row-level security"):
        app.execute(insert(table).values(**values))


DOORS = {
    "users": "lower(email)",
    "sessions": "id_hash",
    "user_tokens": "token_hash",
    "devices": "key_hash",
}


@pytest.mark.parametrize("table", DOORS)
def test_who_shows_a_key_reads_its_row_and_no_other(
    two: Two, app: Connection, table: str
) -> None:
    """A person who signs in is recognised before their cabinet is known."""
    with psycopg_connection(two.database.admin_url) as admin:
        theirs = f"select {DOORS[table]} from {table} where tenant_id = %s"
        [key] = admin.execute(theirs, (two.theirs,)).fetchone() or (None,)
    app.execute(text("select set_config('app.key', :key, true)"), {"key": key})

    assert app.execute(text(f"select tenant_id from {table}")).all() == [(two.theirs,)]
    changed = app.execute(text(f"update {table} set created_at = now()"))
    assert changed.rowcount == 0


def test_the_cabinet_of_a_transaction_ends_with_it(two: Two) -> None:
    engine = create_engine(two.database.app_url, pool_size=1, max_overflow=0)
    with TenantSession(engine, two.mine) as session:
        assert session.scalar(select(func.count()).select_from(Tenant)) == 1
        session.commit()
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).select_from(Tenant.__table__))
        assert found.scalar_one() == 0
    engine.dispose()


def test_the_app_may_neither_change_nor_erase_the_history(
    two: Two, app: Connection
) -> None:
    for verb in (
        "update events set kind = 'x'",
        "delete from events",
        "truncate events",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            app.begin_nested(),
        ):
            app.execute(text(verb))


def test_the_owner_may_not_rewrite_the_history_either(
    module_database: Database,
) -> None:
    with (
        psycopg_connection(module_database.owner_url) as owner,
        pytest.raises(psycopg.Error, match="only ever added"),
    ):
        owner.execute("delete from events")


def test_the_app_deletes_only_what_the_product_deletes(
    module_database: Database,
) -> None:
    asked = "select has_table_privilege('reclampro_app', %s, %s)"
    with psycopg_connection(module_database.admin_url) as admin:
        may = {
            verb: {
                t
                for t in METADATA.tables
                if admin.execute(asked, (t, verb)).fetchone() == (True,)
            }
            for verb in ("delete", "truncate", "update")
        }

    assert may["delete"] == DELETABLE
    assert may["truncate"] == set()
    assert "events" not in may["update"]


@pytest.mark.parametrize(
    "verb",
    [
        "select lo_create(0)",
        "select lo_creat(-1)",
        "select lo_from_bytea(0, 'x')",
        "select lo_import('/etc/hostname')",
        "delete from complaints",
        "create table kept_apart (id int)",
    ],
)
def test_the_app_keeps_nothing_where_no_wall_stands(
    module_database: Database, verb: str
) -> None:
    with (
        psycopg_connection(module_database.app_url) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute(verb.encode())


def test_the_clock_sees_ids_and_states_of_all_and_nothing_else(two: Two) -> None:
    with psycopg_connection(two.database.clock_url) as clock:
        for table in [*METADATA.tables]:
            for column in METADATA.tables[table].columns:
                allowed = column.name in CLOCK_COLUMNS.get(table, ())
                asked = "select has_column_privilege(%s, %s, 'select')"
                [may] = clock.execute(asked, (table, column.name)).fetchone() or (None,)
                assert may is allowed, (table, column.name)
            written = "select has_table_privilege(%s, 'insert, update, delete')"
            assert clock.execute(written, (table,)).fetchone() == (False,)
        found = clock.execute("select count(*) from mailboxes").fetchone()
        assert found == (2,)


def check(database: Database, folder: Path, app: str, clock: str) -> None:
    urls = {"database_url": getattr(database, f"{app}_url")}
    urls["clock_database_url"] = getattr(database, f"{clock}_url")
    # Cabinets exist: no key would be made now.
    MasterKey.load_or_make(folder / "master.key")
    service = open_service(Settings(data_dir=folder, **urls))
    try:
        check_roles(service)
    finally:
        service.app.dispose()
        service.clock.dispose()


@pytest.mark.parametrize(
    ("app", "clock", "refusal"),
    [
        ("admin", "clock", "DATABASE_URL: .*superuser"),
        ("owner", "clock", "DATABASE_URL: .*owns no table"),
        ("clock", "clock", "DATABASE_URL: .*BYPASSRLS"),
        ("app", "admin", "CLOCK_DATABASE_URL: .*superuser"),
        ("app", "owner", "CLOCK_DATABASE_URL: .*owns no table"),
    ],
)
def test_the_service_refuses_a_role_that_the_walls_do_not_bind(
    module_database: Database, tmp_path: Path, app: str, clock: str, refusal: str
) -> None:
    with pytest.raises(SettingError, match=refusal):
        check(module_database, tmp_path, app, clock)


def test_a_refused_statement_does_not_say_what_it_was_given(
    module_database: Database,
) -> None:
    engine = sessions.make_engine(module_database.app_url)
    asked = text("select nowhere(cast(:who as text))")

    with engine.connect() as line, pytest.raises(ProgrammingError) as refused:
        line.execute(asked, {"who": "jeanne@client.example"})

    engine.dispose()
    assert "jeanne" not in str(refused.value)


def test_the_right_roles_are_accepted(
    module_database: Database, tmp_path: Path
) -> None:
    check(module_database, tmp_path, "app", "clock")
