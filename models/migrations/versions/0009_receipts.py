"""A message that nobody has qualified yet gets a receipt: one a complaint at most.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "uq_letters_receipt",
        "letters",
        ["tenant_id", "complaint_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'receipt'"),
    )


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
