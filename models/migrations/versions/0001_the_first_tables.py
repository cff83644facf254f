"""The first tables, their walls and who may do what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.migrations.walls import (
    APP,
    CLOCK,
    forbid_rewriting,
    open_to_app,
    open_to_clock,
    raise_wall,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


WALLED = (
    "attachments",
    "blobs",
    "complaint_messages",
    "complaints",
    "events",
    "fingerprints",
    "forwarders",
    "inbound_messages",
    "letters",
    "mail_locations",
    "mailboxes",
    "mediators",
    "notes",
    "notices",
    "parties",
    "register_counters",
)
PLATFORM = (
    "mailbox_directory",
    "sendings",
    "sessions",
    "throttles",
    "user_tokens",
    "users",
)
CLOCK_COLUMNS: dict[str, tuple[str, ...]] = {
    "tenants": ("id", "time_zone", "territory", "good_friday", "remind_at"),
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


def upgrade() -> None:
    op.create_table(
        "mailbox_directory",
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_mailbox_directory")),
    )
    op.create_table(
        "sendings",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_sendings")),
    )
    op.create_index(
        "ix_sendings_address", "sendings", ["address_hash", "at"], unique=False
    )
    op.create_index("ix_sendings_at", "sendings", ["at"], unique=False)
    op.create_index("ix_sendings_tenant", "sendings", ["tenant_id", "at"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), server_default="", nullable=False),
        sa.Column("contact_name", sa.String(), server_default="", nullable=False),
        sa.Column("contact_email", sa.String(), server_default="", nullable=False),
        sa.Column("contact_phone", sa.String(), server_default="", nullable=False),
        sa.Column("orias", sa.String(), server_default="", nullable=False),
        sa.Column("territory", sa.String(), server_default="FR", nullable=False),
        sa.Column(
            "time_zone", sa.String(), server_default="Europe/Paris", nullable=False
        ),
        sa.Column("good_friday", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "auto_acknowledge", sa.Boolean(), server_default="true", nullable=False
        ),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
    )
    op.create_table(
        "throttles",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("key_hash", "window_start", name=op.f("pk_throttles")),
    )
    op.create_table(
        "blobs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_blobs_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sha256", name=op.f("pk_blobs")),
    )
    op.create_table(
        "complaints",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_reference", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "in_progress",
                "waiting",
                "resolved",
                "closed",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_reason", sa.String(), server_default="", nullable=False),
        sa.Column("attached_to", sa.Uuid(), nullable=True),
        sa.Column("complainant_name", sa.String(), server_default="", nullable=False),
        sa.Column("complainant_email", sa.String(), server_default="", nullable=False),
        sa.Column("complainant_phone", sa.String(), server_default="", nullable=False),
        sa.Column(
            "complainant_address", sa.String(), server_default="", nullable=False
        ),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("body", sa.String(), server_default="", nullable=False),
        sa.Column("channel", sa.String(), server_default="email", nullable=False),
        sa.Column("motif", sa.String(), server_default="", nullable=False),
        sa.Column("product", sa.String(), server_default="", nullable=False),
        sa.Column("priority", sa.String(), server_default="normal", nullable=False),
        sa.Column("contract_number", sa.String(), server_default="", nullable=False),
        sa.Column("claim_number", sa.String(), server_default="", nullable=False),
        sa.Column(
            "activity",
            sa.Enum(
                "ias",
                "iobsp",
                "cif",
                "other",
                name="activity",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "regime",
            sa.Enum("acpr", "amf", name="regime", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sent_precision", sa.String(), server_default="minute", nullable=False
        ),
        sa.Column("sent_source", sa.String(), server_default="", nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("late_on_arrival", sa.String(), server_default="", nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column(
            "acknowledged_by_channel", sa.String(), server_default="", nullable=False
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer_channel", sa.String(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column(
            "understanding",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("search_text", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "attached_to"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_complaints_tenant_id_attached_to"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_complaints_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_complaints")),
        sa.UniqueConstraint(
            "public_reference", name=op.f("uq_complaints_public_reference")
        ),
        sa.UniqueConstraint(
            "tenant_id", "number", name=op.f("uq_complaints_tenant_id_number")
        ),
    )
    op.create_index(
        "ix_complaints_drafts",
        "complaints",
        ["tenant_id", "acknowledge_by"],
        unique=False,
        postgresql_where=sa.text("confirmed_at is null and settled_at is null"),
    )
    op.create_index(
        "ix_complaints_email",
        "complaints",
        ["tenant_id", sa.literal_column("lower(complainant_email)")],
        unique=False,
    )
    op.create_index(
        "ix_complaints_list",
        "complaints",
        ["tenant_id", "confirmed_at", "status", "answer_by"],
        unique=False,
    )
    op.create_table(
        "events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_events_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_events")),
    )
    op.create_index(
        "uq_events_stream", "events", ["tenant_id", "stream", "position"], unique=True
    )
    op.create_table(
        "forwarders",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_forwarders_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_forwarders")),
        sa.UniqueConstraint(
            "tenant_id", "email", name=op.f("uq_forwarders_tenant_id_email")
        ),
    )
    op.create_table(
        "mailboxes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column(
            "security",
            sa.Enum(
                "tls", "starttls", "none", name="security", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("sealed_password", sa.LargeBinary(), nullable=False),
        sa.Column("folder", sa.String(), server_default="INBOX", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("import_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authserv_id", sa.String(), server_default="", nullable=False),
        sa.Column("resolver", sa.String(), server_default="", nullable=False),
        sa.Column(
            "plus_addressing", sa.Boolean(), server_default="false", nullable=False
        ),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "health",
            sa.Enum(
                "new",
                "healthy",
                "slow",
                "login_refused",
                "unreachable",
                name="health",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("health_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mailboxes_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint(
            "tenant_id", "address", name=op.f("uq_mailboxes_tenant_id_address")
        ),
    )
    op.create_index(
        "ix_mailboxes_due",
        "mailboxes",
        ["tenant_id", "next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "mediators",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "activity",
            sa.Enum(
                "ias",
                "iobsp",
                "cif",
                "other",
                name="activity",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("address", sa.String(), server_default="", nullable=False),
        sa.Column("site", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mediators_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mediators")),
    )
    op.create_table(
        "register_counters",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_register_counters_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "year", name=op.f("pk_register_counters")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner", "member", "reader", name="role", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(), server_default="fr", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index(op.f("ix_users_tenant_id"), "users", ["tenant_id"], unique=False)
    op.create_index(
        "uq_users_email", "users", [sa.literal_column("lower(email)")], unique=True
    )
    op.create_table(
        "fingerprints",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_fingerprints_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_fingerprints_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name=op.f("pk_fingerprints")),
    )
    op.create_index(
        "ix_fingerprints_complaint",
        "fingerprints",
        ["tenant_id", "complaint_id"],
        unique=False,
    )
    op.create_table(
        "inbound_messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "mailbox",
                "upload",
                "command",
                name="origin",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("header_message_id", sa.String(), server_default="", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "stored",
                "wanted",
                "draft",
                "follow_up",
                "duplicate",
                "ignored",
                "set_aside",
                name="verdict",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rule", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alone", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_old", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("insisted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_inbound_messages_tenant_id_mailbox_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sha256"],
            ["blobs.tenant_id", "blobs.sha256"],
            name=op.f("fk_inbound_messages_tenant_id_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_inbound_messages_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inbound_messages")),
    )
    op.create_index(
        "ix_inbound_messages_header",
        "inbound_messages",
        ["tenant_id", "header_message_id"],
        unique=False,
    )
    op.create_index(
        "ix_inbound_messages_mailbox",
        "inbound_messages",
        ["tenant_id", "mailbox_id", "verdict"],
        unique=False,
    )
    op.create_index(
        "ix_inbound_messages_sha256",
        "inbound_messages",
        ["tenant_id", "sha256"],
        unique=False,
    )
    op.create_index(
        "ix_inbound_messages_waiting",
        "inbound_messages",
        ["tenant_id", "next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("verdict = 'stored'"),
    )
    op.create_table(
        "letters",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "acknowledgement",
                "acknowledgement_returned",
                "notice",
                "account",
                name="letterkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "suppressed",
                "claimed",
                "dot_pending",
                "accepted",
                "refused_for_now",
                "refused",
                "unknown",
                "bounced",
                name="letterstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("detail", sa.String(), server_default="", nullable=False),
        sa.Column("recipient", sa.String(), server_default="", nullable=False),
        sa.Column("envelope_from", sa.String(), server_default="", nullable=False),
        sa.Column("header_message_id", sa.String(), server_default="", nullable=False),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("body", sa.String(), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deferrals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deferred_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dotted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_letters_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_letters_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_letters")),
    )
    op.create_index(
        "ix_letters_complaint", "letters", ["tenant_id", "complaint_id"], unique=False
    )
    op.create_index(
        "ix_letters_due",
        "letters",
        ["tenant_id", "next_attempt_at"],
        unique=False,
        postgresql_where=sa.text(
            "state in ('planned', 'held', 'refused_for_now', 'claimed', 'dot_pending')"
        ),
    )
    op.create_index(
        "uq_letters_acknowledgement",
        "letters",
        ["tenant_id", "complaint_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'acknowledgement'"),
    )
    op.create_table(
        "notes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_notes_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_notes_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notes")),
    )
    op.create_index(
        "ix_notes_complaint", "notes", ["tenant_id", "complaint_id"], unique=False
    )
    op.create_table(
        "parties",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "complainant",
                "forwarder",
                "other",
                name="partyrole",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("email", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_parties_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_parties_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_parties")),
    )
    op.create_index(
        "ix_parties_complaint", "parties", ["tenant_id", "complaint_id"], unique=False
    )
    op.create_index("ix_parties_email", "parties", ["tenant_id", "email"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "user_tokens",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "reset",
                "verify",
                "invite",
                name="purpose",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_tokens_user_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_tokens")),
    )
    op.create_index(
        op.f("ix_user_tokens_user_id"), "user_tokens", ["user_id"], unique=False
    )
    op.create_table(
        "attachments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "document",
                "inline",
                "container",
                "upload",
                "answer",
                name="attachmentrole",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("span_start", sa.BigInteger(), nullable=True),
        sa.Column("span_end", sa.BigInteger(), nullable=True),
        sa.Column("span_encoding", sa.String(), server_default="", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_attachments_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["inbound_messages.tenant_id", "inbound_messages.id"],
            name=op.f("fk_attachments_tenant_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_attachments_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attachments")),
    )
    op.create_index(
        "ix_attachments_complaint",
        "attachments",
        ["tenant_id", "complaint_id"],
        unique=False,
    )
    op.create_table(
        "complaint_messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "origin",
                "follow_up",
                "duplicate",
                name="linkkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.Column("sender", sa.String(), server_default="", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_complaint_messages_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["inbound_messages.tenant_id", "inbound_messages.id"],
            name=op.f("fk_complaint_messages_tenant_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_complaint_messages_tenant_id")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "complaint_id",
            "message_id",
            "part",
            name=op.f("pk_complaint_messages"),
        ),
    )
    op.create_index(
        "ix_complaint_messages_complaint",
        "complaint_messages",
        ["tenant_id", "complaint_id"],
        unique=False,
    )
    op.create_index(
        "uq_complaint_messages_origin",
        "complaint_messages",
        ["tenant_id", "message_id", "part"],
        unique=True,
    )
    op.create_table(
        "mail_locations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("catch_up", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["mailboxes.tenant_id", "mailboxes.id"],
            name=op.f("fk_mail_locations_tenant_id_mailbox_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["inbound_messages.tenant_id", "inbound_messages.id"],
            name=op.f("fk_mail_locations_tenant_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_mail_locations_tenant_id")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "mailbox_id",
            "uidvalidity",
            "uid",
            name=op.f("pk_mail_locations"),
        ),
    )
    op.create_index(
        "ix_mail_locations_message",
        "mail_locations",
        ["tenant_id", "message_id"],
        unique=False,
    )
    op.create_table(
        "notices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.Column("complaint_id", sa.Uuid(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "complaint_id"],
            ["complaints.tenant_id", "complaints.id"],
            name=op.f("fk_notices_tenant_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "letter_id"],
            ["letters.tenant_id", "letters.id"],
            name=op.f("fk_notices_tenant_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_notices_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notices")),
    )
    op.create_index(
        "ix_notices_untold",
        "notices",
        ["tenant_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("letter_id is null"),
    )
    op.create_index(
        "uq_notices_subject",
        "notices",
        ["tenant_id", "kind", "subject_key"],
        unique=True,
    )
    _raise_walls()


def _raise_walls() -> None:
    for table, columns in CLOCK_COLUMNS.items():
        open_to_clock(table, columns)
    raise_wall("tenants", column="id")
    for table in WALLED:
        raise_wall(table)
    for table in ("tenants", *WALLED, *PLATFORM):
        open_to_app(table, "select, insert, update, delete")
    op.execute(f"revoke update, delete on events from {APP}")
    forbid_rewriting("events")
    op.execute(f"grant select on alembic_version to {APP}, {CLOCK}")


def downgrade() -> None:
    raise NotImplementedError("migrations go forward only")
