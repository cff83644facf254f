"""Each cabinet's row says which master key wrapped its own, for the check at every start."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # The fingerprint stands in front of the wrapped key (`MasterKey.wrap`).
    key_id = sa.Computed("encode(substr(wrapped_key, 1, 8), 'hex')", persisted=True)
    op.add_column("tenants", sa.Column("key_id", sa.String(), key_id, nullable=False))
    op.execute("grant select (key_id) on tenants to reclampro_clock")


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
