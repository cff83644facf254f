"""The insurer whose contract a complaint is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    column = sa.Column("insurer", sa.String(), server_default="", nullable=False)
    op.add_column("complaints", column)


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
