"""What the person who sent an answer says of it: that it names the mediator, and whom it directs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "complaints", sa.Column("answer_names_mediator", sa.Boolean(), nullable=True)
    )
    directed = sa.Column("directed_to", sa.String(), server_default="", nullable=False)
    op.add_column("complaints", directed)


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
