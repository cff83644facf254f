"""Who complains, which mediators take professionals, and the pages that letters link to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Columns of text, empty until a person fills them.
TEXTS = (
    ("complaints", "reclamant_type"),
    ("tenants", "privacy_url"),
    ("tenants", "info_url"),
)


def upgrade() -> None:
    for table, name in TEXTS:
        op.add_column(
            table, sa.Column(name, sa.String(), server_default="", nullable=False)
        )
    op.add_column(
        "mediators",
        sa.Column(
            "accepts_professionals",
            sa.Boolean(),
            server_default="false",
            nullable=False,
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
