"""The app role deletes only what the product deletes; owners read the security events apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.migrations.walls import APP

revision = "0007"
down_revision = "0006"

DELETABLE = (
    "devices",
    "forwarders",
    "mail_locations",
    "notices",
    "sendings",
    "sessions",
    "throttles",
    "user_tokens",
)


def upgrade() -> None:
    for table in sa.inspect(op.get_bind()).get_table_names():
        if table not in DELETABLE:
            op.execute(f"revoke delete, truncate on {table} from {APP}")
    op.create_index(
        "ix_events_security",
        "events",
        ["tenant_id", "id"],
        postgresql_where=sa.text("split_part(kind, ':', 1) in ('access', 'user')"),
    )


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
