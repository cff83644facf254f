"""People who sign in: platform tables, because a person is known before the cabinet is."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Created, named, new_id


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"
    READER = "reader"


class Purpose(StrEnum):
    """What a mailed token proves or allows."""

    RESET = "reset"
    VERIFY = "verify"
    INVITE = "invite"


class User(Created, Base):
    """A person of one cabinet; the address is unique whatever its case."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", text("lower(email)"), unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(named(Role), default=Role.MEMBER)
    # Argon2id; empty until the person has chosen a password.
    password_hash: Mapped[str] = mapped_column(default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    email_verified_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="fr", server_default="fr")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class SignedIn(Created, Base):
    """A session on the server; its id is kept hashed, so a stolen table opens nothing."""

    __tablename__ = "sessions"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class UserToken(Created, Base):
    """A single-use token mailed to a person; kept hashed."""

    __tablename__ = "user_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(named(Purpose))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried in a window; the key is hashed (account, address of origin)."""

    __tablename__ = "throttles"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0, server_default="0")
