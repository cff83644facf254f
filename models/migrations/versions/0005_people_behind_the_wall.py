"""People, their sessions, links and devices stand behind the wall of their cabinet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.migrations.walls import open_door, open_to_app, raise_wall

revision = "0005"
down_revision = "0004"

# What a transaction must show to read a row before it knows the cabinet.
DOORS = {
    "users": "lower(email)",
    "sessions": "id_hash",
    "user_tokens": "token_hash",
    "devices": "key_hash",
}
WITH_A_PERSON = ("sessions", "user_tokens")


def upgrade() -> None:
    op.create_unique_constraint("uq_users_tenant_id_id", "users", ["tenant_id", "id"])
    _share_addresses_that_wait()
    for table in WITH_A_PERSON:
        _put_in_cabinet(table)
    _describe_sessions()
    _make_devices()
    for table, key in DOORS.items():
        raise_wall(table)
        open_door(table, key)
    open_to_app("devices", "select, insert, update, delete")


def _share_addresses_that_wait() -> None:
    email = sa.text("lower(email)")
    op.drop_index("uq_users_email", "users")
    op.create_index("ix_users_email", "users", [email])
    op.create_index("uq_users_tenant_email", "users", ["tenant_id", email], unique=True)
    op.create_index(
        "uq_users_email",
        "users",
        [email],
        unique=True,
        postgresql_where=sa.text("password_hash <> ''"),
    )


def _put_in_cabinet(table: str) -> None:
    """Give each row the cabinet of its person; the foreign key cannot leave it any more."""
    op.add_column(table, sa.Column("tenant_id", sa.Uuid(), nullable=True))
    op.execute(
        f"update {table} set tenant_id = users.tenant_id from users"  # noqa: S608
        f" where users.id = {table}.user_id"
    )
    op.alter_column(table, "tenant_id", nullable=False)
    op.drop_constraint(f"fk_{table}_user_id", table, type_="foreignkey")
    op.create_foreign_key(
        f"fk_{table}_tenant_id", table, "tenants", ["tenant_id"], ["id"]
    )
    op.create_foreign_key(
        f"fk_{table}_tenant_id_user_id",
        table,
        "users",
        ["tenant_id", "user_id"],
        ["tenant_id", "id"],
    )
    op.create_index(f"ix_{table}_tenant_id", table, ["tenant_id"])


def _describe_sessions() -> None:
    op.add_column(
        "sessions",
        sa.Column(
            "id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
    )
    op.alter_column("sessions", "id", server_default=None)
    op.create_unique_constraint("uq_sessions_id", "sessions", ["id"])
    op.add_column("sessions", sa.Column("device_id", sa.Uuid(), nullable=True))
    op.add_column(
        "sessions",
        sa.Column("device_kind", sa.String(), server_default="", nullable=False),
    )


def _make_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_devices_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_devices_tenant_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_devices")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_devices_key_hash")),
    )
    op.create_index(op.f("ix_devices_user_id"), "devices", ["user_id"])


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
