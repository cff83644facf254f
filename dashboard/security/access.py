"""The only doors to an object: whatever is not the viewer's cabinet's gives the same 404."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from dashboard.security.viewer import Viewer
from models.base.errors import NotFound, StaleVersion
from models.rows.base import TenantScoped
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Attachment
from models.rows.letter import Letter
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage
from models.rows.tenant import Forwarder, Tenant
from models.rows.user import SignedIn, User
from models.store.session import TenantSession

_Row = TypeVar("_Row", bound=TenantScoped)


def _get(db: TenantSession, kind: type[_Row], id: UUID, locked: bool) -> _Row:  # noqa: A002
    chosen = select(kind).where(kind.tenant_id == db.tenant_id, kind.id == id)
    found = db.scalars(chosen.with_for_update() if locked else chosen).one_or_none()
    # The same answer for an id of another cabinet: nobody learns that it exists.
    if found is None:
        raise NotFound
    return found


def get_complaint(db: TenantSession, id: UUID, *, locked: bool = False) -> Complaint:  # noqa: A002
    return _get(db, Complaint, id, locked)


def get_message(db: TenantSession, id: UUID, *, locked: bool = False) -> InboundMessage:  # noqa: A002
    return _get(db, InboundMessage, id, locked)


def get_letter(db: TenantSession, id: UUID, *, locked: bool = False) -> Letter:  # noqa: A002
    """A letter of a complaint; a mailed link to somebody's account is nobody's to read here."""
    letter = _get(db, Letter, id, locked)
    if letter.complaint_id is None:
        raise NotFound
    return letter


def get_attachment(db: TenantSession, id: UUID, *, locked: bool = False) -> Attachment:  # noqa: A002
    return _get(db, Attachment, id, locked)


def get_mailbox(db: TenantSession, id: UUID, *, locked: bool = False) -> Mailbox:  # noqa: A002
    return _get(db, Mailbox, id, locked)


def get_forwarder(db: TenantSession, id: UUID, *, locked: bool = False) -> Forwarder:  # noqa: A002
    return _get(db, Forwarder, id, locked)


def get_user(db: TenantSession, id: UUID, *, locked: bool = False) -> User:  # noqa: A002
    """A person of the viewer's cabinet."""
    chosen = select(User).where(User.tenant_id == db.tenant_id, User.id == id)
    found = db.scalars(chosen.with_for_update() if locked else chosen).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_own_session(db: TenantSession, viewer: Viewer, id: UUID) -> SignedIn:  # noqa: A002
    """A session of the viewer's own."""
    mine = select(SignedIn).where(
        SignedIn.tenant_id == db.tenant_id,
        SignedIn.user_id == viewer.user_id,
        SignedIn.id == id,
    )
    found = db.scalars(mine).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_tenant(db: TenantSession, *, locked: bool = False) -> Tenant:
    """The viewer's own cabinet.

    Its lock lets others write rows that only refer to it: they may hold a lock that the
    one who locked it waits for.
    """
    chosen = select(Tenant).where(Tenant.id == db.tenant_id)
    return db.scalars(
        chosen.with_for_update(key_share=True) if locked else chosen
    ).one()


def check_version(row: Any, version: int) -> None:
    """Raise the version of a row that is still as it was shown; else `StaleVersion`.

    Ask the door for a `locked` row: two people then follow each other, and the second is refused.
    """
    if row.version != version:
        raise StaleVersion
    row.version += 1
