"""What people of a cabinet do with their own access: sign in, prove an address, change a password."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base import now
from models.tenants import passwords, sessions, throttle, tokens
from models.tenants.user import Purpose, User


def find_by_email(session: Session, email: str) -> User | None:
    """The person of this address, whatever its case."""
    wanted = email.strip().lower()
    return session.scalars(
        select(User).where(func.lower(User.email) == wanted)
    ).one_or_none()


def proven(session: Session, email: str, password: str) -> User | None:
    """The active person whose address and password these are; equally slow when there is none."""
    user = find_by_email(session, email)
    kept = user.password_hash if user and user.active else ""
    if not passwords.matches(kept, password) or user is None:
        return None
    if passwords.is_outdated(kept):
        user.password_hash = passwords.hash_password(password)
    return user


def set_password(session: Session, user: User, password: str, keep: str = "") -> None:
    """Give a person a new password: their other sessions and mailed resets die with the old one."""
    user.password_hash = passwords.hash_password(password)
    user.version += 1
    sessions.close_all(session, user.id, but=keep)
    tokens.void(session, user.id, Purpose.RESET)
    throttle.forgive(session, throttle.SIGN_IN_ACCOUNT, account_key(user.email))


def prove_address(user: User) -> None:
    """Note that the person received a mail at their address."""
    user.email_verified_at = user.email_verified_at or now()


def account_key(email: str) -> str:
    """Under what an account's tries are counted, whether it exists or not."""
    return email.strip().lower()
