"""Every table, imported once: what migrations and the row-level security gate walk over."""

from __future__ import annotations

from sqlalchemy import MetaData

from models.rows import (
    complaint,
    complaint_parts,
    history,
    letter,
    mailbox,
    message,
    tenant,
    user,
)
from models.rows.base import Base
from models.store import generation

MODULES = (
    complaint_parts,
    complaint,
    history,
    letter,
    mailbox,
    message,
    tenant,
    user,
    generation,
)

METADATA: MetaData = Base.metadata

# The tables that belong to no single cabinet; every other one has a policy, or the gate fails.
PLATFORM_TABLES = frozenset(
    {
        "throttles",
        "mailbox_directory",
        "sendings",
        "generations",
        "alembic_version",
    }
)

# The tables whose rows the product deletes; the app role may delete no other row.
DELETABLE = frozenset(
    {
        "devices",
        "forwarders",
        "mail_locations",
        "notices",
        "sendings",
        "sessions",
        "throttles",
        "user_tokens",
    }
)

# What the clock may read across cabinets to find work: ids, states and due times only.
CLOCK_COLUMNS: dict[str, tuple[str, ...]] = {
    "tenants": ("id", "key_id", "time_zone", "territory", "good_friday", "remind_at"),
    "mailboxes": (
        "tenant_id",
        "id",
        "active",
        "next_attempt_at",
        "claimed_by",
        "lease_until",
        "attempt",
        "health",
        "succeeded_at",
    ),
    "inbound_messages": (
        "tenant_id",
        "id",
        "verdict",
        "next_attempt_at",
        "claimed_by",
        "lease_until",
        "attempt",
        "stored_at",
        "mailbox_id",
        "alone",
    ),
    "letters": (
        "tenant_id",
        "id",
        "kind",
        "state",
        "next_attempt_at",
        "claimed_by",
        "lease_until",
        "attempt",
        "created_at",
        "complaint_id",
    ),
    "complaints": (
        "tenant_id",
        "id",
        "status",
        "confirmed_at",
        "settled_at",
        "acknowledge_by",
        "answer_by",
        "acknowledged_on",
        "answered_on",
    ),
    "notices": ("tenant_id", "id", "created_at", "letter_id"),
    "mail_locations": (
        "tenant_id",
        "mailbox_id",
        "uidvalidity",
        "uid",
        "message_id",
        "seen_at",
    ),
}
