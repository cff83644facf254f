"""Who may forward complaints so that an acknowledgement leaves by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base, Created, TenantScoped


class Forwarder(TenantScoped, Created, Base):
    """An address of the cabinet, verified once its owner followed a mailed link."""

    __tablename__ = "forwarders"
    __table_args__ = (UniqueConstraint("tenant_id", "email"),)

    # Lower case: addresses are compared whole, by the one identity function.
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="", server_default="")
    token_hash: Mapped[str | None]
    token_expires_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
