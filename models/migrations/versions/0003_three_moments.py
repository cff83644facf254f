"""Reception by the cabinet apart from our mailbox's; the answer day that a letter promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Their walls bind the owner too: it looks over them while it fills the new columns.
_READ = ("complaints", "complaint_messages", "events", "inbound_messages", "letters")

# Until now reception was always the moment at which our mailbox had the mail.
_TAKEN_IN = """
    update complaints c set taken_in_at = coalesce(
      (select min(m.received_at) from complaint_messages l join inbound_messages m
        on m.tenant_id = l.tenant_id and m.id = l.message_id
        where l.tenant_id = c.tenant_id and l.complaint_id = c.id and l.kind = 'origin'),
      c.created_at)
"""
# What a person typed or corrected stays theirs; a mail that somebody passed on had reached
# the cabinet before our mailbox, nobody knows when: its page says so.
_SOURCES = """
    update complaints c set received_source = case
      when exists (select from events e where e.tenant_id = c.tenant_id and e.stream = c.id
        and (e.kind = 'complaint:entered'
          or e.kind = 'complaint:dates_corrected' and e.data ? 'received_on')) then 'person'
      when exists (select from letters l where l.tenant_id = c.tenant_id
        and l.complaint_id = c.id and l.facts ->> 'forwarded' = 'true') then 'unknown'
      else 'mailbox' end
"""
# The deadline of a letter that left is the one that held when it left.
_PROMISES = """
    update letters l set promised_on = coalesce(
      (select (e.data -> 'answer_by' ->> 0)::date from events e
        where e.tenant_id = l.tenant_id and e.stream = l.complaint_id
          and e.kind = 'complaint:dates_corrected' and e.data ? 'answer_by'
          and e.at > coalesce(l.replied_at, l.dotted_at)
        order by e.position limit 1),
      c.answer_by)
    from complaints c
    where c.tenant_id = l.tenant_id and c.id = l.complaint_id
      and l.kind like 'acknowledgement%'
"""


def upgrade() -> None:
    source = sa.Column(
        "received_source", sa.String(), server_default="", nullable=False
    )
    moment = sa.DateTime(timezone=True)
    taken_in = sa.Column(
        "taken_in_at", moment, server_default=sa.text("now()"), nullable=False
    )
    op.add_column("complaints", source)
    op.add_column("complaints", taken_in)
    for name in ("promised_on", "promise_settled_for"):
        op.add_column("letters", sa.Column(name, sa.Date(), nullable=True))
    for table in _READ:
        op.execute(f"alter table {table} no force row level security")
    for statement in (_TAKEN_IN, _SOURCES, _PROMISES):
        op.execute(statement)
    for table in _READ:
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
