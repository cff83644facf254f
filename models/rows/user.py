"""People who sign in. A person is known before their cabinet is: the row that bears the key which
a transaction shows (`models.store.session.show_key`) may be read, every other one only in its cabinet."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import (
    Base,
    Created,
    InCabinet,
    TenantScoped,
    as_value_column,
    belongs,
    new_id,
)


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"
    READER = "reader"


class Purpose(StrEnum):
    """Purpose of a mailed token: what it proves or allows."""

    RESET = "reset"
    VERIFY = "verify"
    INVITE = "invite"


class User(InCabinet, Created, Base):
    """A person of one cabinet.

    An address opens one cabinet at most: it is unique, whatever its case, among those who have
    chosen a password. An invitation that waits may bear an address that another cabinet knows,
    or a member who invites would learn who is whose.
    """

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        Index("ix_users_email", text("lower(email)")),
        Index("uq_users_tenant_email", "tenant_id", text("lower(email)"), unique=True),
        Index(
            "uq_users_email",
            text("lower(email)"),
            unique=True,
            postgresql_where=text("password_hash <> ''"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(as_value_column(Role), default=Role.MEMBER)
    # Argon2id; empty until the person has chosen a password.
    password_hash: Mapped[str] = mapped_column(default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    email_verified_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="fr", server_default="fr")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Device(Created, TenantScoped, Base):
    """A browser in which a person has signed in; its cookie is kept hashed.

    It has tries of its own, so that strangers who guess keep nobody out of a browser they use.
    """

    __tablename__ = "devices"
    __table_args__ = (belongs("user_id", "users"),)

    user_id: Mapped[UUID] = mapped_column(index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    # A code such as `firefox windows`, from what the browser says of itself.
    kind: Mapped[str] = mapped_column(default="", server_default="")
    last_seen_at: Mapped[datetime]


class SignedIn(InCabinet, Created, Base):
    """A session on the server; its id is kept hashed, so a stolen table opens nothing."""

    __tablename__ = "sessions"
    __table_args__ = (belongs("user_id", "users"),)

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    # What pages call it: the hash itself is shown to nobody.
    id: Mapped[UUID] = mapped_column(default=new_id, unique=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    device_id: Mapped[UUID | None]
    device_kind: Mapped[str] = mapped_column(default="", server_default="")
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class UserToken(InCabinet, Created, Base):
    """A single-use token mailed to a person; kept hashed."""

    __tablename__ = "user_tokens"
    __table_args__ = (belongs("user_id", "users"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    purpose: Mapped[Purpose] = mapped_column(as_value_column(Purpose))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """Count of tries in a window; the key is hashed (account, address of origin)."""

    __tablename__ = "throttles"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0, server_default="0")
