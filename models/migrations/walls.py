"""The walls around a table, raised by the migration that makes it."""

from __future__ import annotations

from alembic import op

# The roles an administrator makes (models/roles.sql); the owner runs the migrations.
APP, CLOCK = "reclampro_app", "reclampro_clock"


def raise_wall(table: str, column: str = "tenant_id") -> None:
    """Let the app role see and write only the rows of the cabinet its transaction names.

    FORCE binds the owner too; without a cabinet the setting is empty and no row is seen.
    """
    own = f"{column} = nullif(current_setting('app.tenant', true), '')::uuid"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy own_cabinet on {table} using ({own}) with check ({own})")


def open_door(table: str, key: str) -> None:
    """Let the app role also read the one row whose `key` the transaction shows.

    Who signs in is recognised by an address or a secret before any cabinet is known.
    """
    shown = f"{key} = nullif(current_setting('app.key', true), '')"
    op.execute(f"create policy shown_key on {table} for select using ({shown})")


def open_to_app(table: str, verbs: str = "select, insert, update") -> None:
    """Let the app role use a table; `delete` is added by name where the product deletes."""
    op.execute(f"grant {verbs} on {table} to {APP}")


def open_to_clock(table: str, columns: tuple[str, ...]) -> None:
    op.execute(f"grant select ({', '.join(columns)}) on {table} to {CLOCK}")


def forbid_rewriting(table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE to everybody, the owner included."""
    op.execute(
        f"""create function {table}_stay() returns trigger language plpgsql as
        $$ begin raise exception '{table} are only ever added'; end $$"""
    )
    op.execute(
        f"""create trigger {table}_stay before update or delete or truncate on {table}
        for each statement execute function {table}_stay()"""
    )
