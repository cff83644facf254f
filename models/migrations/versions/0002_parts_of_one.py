"""What is part of a complaint or of a mailbox answers to that row alone for its cabinet."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

PARTS = (
    "parties",
    "complaint_messages",
    "attachments",
    "fingerprints",
    "mail_locations",
)


def upgrade() -> None:
    for table in PARTS:
        op.drop_constraint(f"fk_{table}_tenant_id", table, type_="foreignkey")


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
