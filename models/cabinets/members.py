"""The people of a cabinet, as its owners manage them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.addresses import read_address
from models.base.errors import Refused
from models.cabinets import browser_sessions, mailed_tokens
from models.rows.base import new_id
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.user import Purpose, Role, User

LAST_OWNER = "Le cabinet doit garder au moins un responsable actif."
TAKEN = "Cette personne est déjà dans la liste."


def list_members(session: Session, tenant_id: UUID) -> list[User]:
    """Everybody of a cabinet: the active first, then by name."""
    chosen = select(User).where(User.tenant_id == tenant_id)
    return list(session.scalars(chosen.order_by(User.active.desc(), User.name)))


def invite(
    session: Session, tenant_id: UUID, email: str, name: str, role: Role, actor_id: UUID
) -> User:
    """Make a person without a password; their mailed link lets them choose one. Raises Refused.

    An address that another cabinet knows is invited like any other: only who opens the link
    learns that it is taken.
    """
    address = email.strip()
    if not read_address(address):
        raise Refused("Cette adresse e-mail n’est pas valable.")
    if address.lower() in {m.email.lower() for m in list_members(session, tenant_id)}:
        raise Refused(TAKEN)
    user = User(id=new_id(), tenant_id=tenant_id, email=address, name=name, role=role)
    session.add(user)
    session.flush()
    _record_event(session, user, EventKind.USER_INVITED, actor_id, role=role)
    return user


def note_invited_again(session: Session, user: User, actor_id: UUID) -> None:
    _record_event(session, user, EventKind.USER_INVITED_AGAIN, actor_id)


def set_role(session: Session, user: User, role: Role, actor_id: UUID) -> None:
    """Change what a person may do; their open sessions follow at once. Raises Refused."""
    _keep_an_owner(session, user, stays=role is Role.OWNER)
    user.role = role
    _record_event(session, user, EventKind.USER_ROLE_CHANGED, actor_id, role=role)


def deactivate(session: Session, user: User, actor_id: UUID) -> None:
    """Close a person's access: sessions and mailed links die; their name stays in the history."""
    _keep_an_owner(session, user, stays=False)
    user.active = False
    browser_sessions.close_all(session, user.id)
    for purpose in Purpose:
        mailed_tokens.void(session, user.id, purpose)
    _record_event(session, user, EventKind.USER_DEACTIVATED, actor_id)


def reactivate(session: Session, user: User, actor_id: UUID) -> None:
    user.active = True
    _record_event(session, user, EventKind.USER_REACTIVATED, actor_id)


def _keep_an_owner(session: Session, user: User, *, stays: bool) -> None:
    """Refuse to lose the last owner; the owners' rows are locked, so that two do not leave at once."""
    owners = session.scalars(
        select(User)
        .where(User.tenant_id == user.tenant_id, User.role == Role.OWNER, User.active)
        .order_by(User.id)
        .with_for_update()
    ).all()
    if not stays and [owner.id for owner in owners] == [user.id]:
        raise Refused(LAST_OWNER)


def _record_event(
    session: Session, user: User, kind: EventKind, actor_id: UUID, **data: Any
) -> None:
    record(
        session,
        user.tenant_id,
        user.tenant_id,
        kind,
        actor_id=actor_id,
        user_id=user.id,
        **data,
    )
