"""Reasons and sources that were kept as English sentences become codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

REASONS = {
    "no complainant address in the mail: ask the user": "complainant_without_address",
    "the address is not one a person reads": "machine_address",
    "the address cannot be written to": "unwritable_address",
    "the name shows another address: ask the user": "name_shows_other",
    "the address is one of our own": "own_address",
    "marks of a loop": "loop",
    "the sender asks for no automatic answer": "no_answer_wanted",
    "marks of a list or of bulk mail": "bulk",
    "a filter takes it for spam: ask the user": "maybe_spam",
    "it may be a newsletter: ask the user": "maybe_newsletter",
    "it may be an absence notice: ask the user": "maybe_absence",
    "an answering machine quotes it: ask the user": "answering_machine",
    "Reply-To names somebody else: ask the user": "replies_elsewhere",
    "it is not certain who wrote: ask the user": "unsure_writer",
    "it quotes a third person: ask the user": "quotes_other",
    "nothing could be read: ask the user": "unreadable",
    "answers a letter of ours: joins its complaint": "follow_up",
    "automatic reply: never acknowledged": "auto_reply",
    "delivery report: never acknowledged": "bounce",
    "receipt: never acknowledged": "receipt",
    "mailing list: never acknowledged": "list",
    "spam: never acknowledged": "spam",
}
_REASON = """update letters set
 detail = case when detail = :old then :new else detail end,
 facts = case when facts ->> 'allowed_reason' = :old
  then jsonb_set(facts, '{allowed_reason}', to_jsonb(cast(:new as text))) else facts end
where detail = :old or facts ->> 'allowed_reason' = :old"""
_SOURCES = (
    # The words of a quoted date stand in the evidence, its source is a code.
    """update complaints set understanding = jsonb_set(
     understanding, '{evidence,sent_at}', to_jsonb(substr(sent_source, 14)))
    where sent_source like 'quoted date: %' and understanding ? 'evidence'""",
    """update complaints set sent_source = 'quoted_date'
    where sent_source like 'quoted date: %'""",
    """update complaints set sent_source = translate(sent_source, ' -', '__')
    where sent_source like 'header %'""",
    # The limit of that day is not known any more.
    "update letters set detail = '' where reason = 'cap_address'",
)


def upgrade() -> None:
    for table in ("letters", "complaints"):
        op.execute(f"alter table {table} no force row level security")
    for old, new in REASONS.items():
        op.execute(sa.text(_REASON).bindparams(old=old, new=new))
    for statement in _SOURCES:
        op.execute(statement)
    for table in ("letters", "complaints"):
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
