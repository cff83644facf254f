"""A cabinet: one intermediary, and what its letters must say of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Computed, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.law.deadlines import Regime
from models.rows.base import Base, Created, TenantScoped, as_value_column, new_id


class Activity(StrEnum):
    """Registration of the cabinet at ORIAS; the mediator depends on it."""

    IAS = "ias"
    IOBSP = "iobsp"
    CIF = "cif"
    OTHER = "other"


# Whose rules the answer to a complaint about it follows (AMF DOC-2012-07 for the CIF).
REGIME_OF: dict[Activity, Regime] = {
    Activity.IAS: Regime.ACPR,
    Activity.IOBSP: Regime.ACPR,
    Activity.CIF: Regime.AMF,
    Activity.OTHER: Regime.ACPR,
}


class Tenant(Created, Base):
    """A cabinet; its own row is seen through row-level security like all it owns."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="", server_default="")
    contact_name: Mapped[str] = mapped_column(default="", server_default="")
    contact_email: Mapped[str] = mapped_column(default="", server_default="")
    contact_phone: Mapped[str] = mapped_column(default="", server_default="")
    # Text, because numbers of 2007 to 2009 begin with a zero.
    orias: Mapped[str] = mapped_column(default="", server_default="")
    # Pages of the cabinet's own site: how it uses personal data, how it handles complaints.
    privacy_url: Mapped[str] = mapped_column(default="", server_default="")
    info_url: Mapped[str] = mapped_column(default="", server_default="")
    territory: Mapped[str] = mapped_column(default="FR", server_default="FR")
    time_zone: Mapped[str] = mapped_column(
        default="Europe/Paris", server_default="Europe/Paris"
    )
    good_friday: Mapped[bool] = mapped_column(default=False, server_default="false")
    auto_acknowledge: Mapped[bool] = mapped_column(default=True, server_default="true")
    # The data key, wrapped by the master key: destroying it makes the cabinet's blobs unreadable.
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    # The fingerprint of the master key that wrapped it, which stands in front.
    key_id: Mapped[str] = mapped_column(
        Computed("encode(substr(wrapped_key, 1, 8), 'hex')", persisted=True)
    )
    # Since when letters are held because the database went back to a backup; none: they are not.
    restored_at: Mapped[datetime | None]
    # When its deadlines and mailboxes are looked at next, to warn its people.
    remind_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Mediator(TenantScoped, Base):
    """The consumer mediator of a cabinet for one activity (C. conso L.616-1)."""

    __tablename__ = "mediators"

    activity: Mapped[Activity] = mapped_column(
        as_value_column(Activity), default=Activity.IAS
    )
    name: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str] = mapped_column(default="", server_default="")
    site: Mapped[str] = mapped_column(default="", server_default="")
    # Consumer mediators owe nothing to professionals; some take them.
    accepts_professionals: Mapped[bool] = mapped_column(
        default=False, server_default="false"
    )


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
