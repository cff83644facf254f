"""Notices of deadlines that were not told yet: their kinds are others now, and come again."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("alter table notices no force row level security")
    op.execute("delete from notices where letter_id is null and kind like 'answer_d%'")
    op.execute("alter table notices force row level security")


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
