"""The database's generation, and the cabinets that are held since it went back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.migrations.walls import open_to_app

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "generations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lineage", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
    )
    op.execute(
        "insert into generations (id, lineage, number) values (1, gen_random_uuid(), 0)"
    )
    open_to_app("generations", "select, update")
    op.add_column("tenants", sa.Column("restored_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
