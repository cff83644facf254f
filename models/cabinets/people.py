"""Access of a cabinet's people, as they use it: sign in, prove an address, change a password."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.cabinets import browser_sessions, mailed_tokens, passwords, throttle
from models.rows.base import now
from models.rows.user import Purpose, User
from models.store.session import show_key


def find_by_email(session: Session, email: str) -> User | None:
    """The person of this address, whatever its case and their cabinet.

    The one who has chosen a password, where invitations of other cabinets wait for the address.
    """
    key = account_key(email)
    show_key(session, key)
    same = select(User).where(func.lower(User.email) == key)
    return session.scalars(
        same.order_by(User.password_hash == "", User.created_at).limit(1)
    ).first()


def is_taken(session: Session, user: User) -> bool:
    """Tell whether somebody else has chosen a password for the person's address."""
    holder = find_by_email(session, user.email)
    return bool(holder and holder.password_hash and holder.id != user.id)


def knows_password(user: User | None, password: str) -> bool:
    """Tell whether this is the password of an active person; equally slow when there is none."""
    kept = user.password_hash if user and user.active else ""
    return passwords.matches(kept, password)


def set_password(session: Session, user: User, password: str, keep: str = "") -> None:
    """Give a person a new password: their other sessions, devices and mailed resets die with the old."""
    user.password_hash = passwords.hash_password(password)
    user.version += 1
    browser_sessions.close_all(session, user.id, but=keep)
    mailed_tokens.void(session, user.id, Purpose.RESET)
    # What strangers guessed of the old password is worth nothing now.
    throttle.forgive(session, throttle.SIGN_IN_STRANGERS, account_key(user.email))


def prove_address(user: User) -> None:
    """Note that the person received a mail at their address."""
    user.email_verified_at = user.email_verified_at or now()


def account_key(email: str) -> str:
    """Key under which an account's tries are counted, whether it exists or not."""
    return email.strip().lower()
