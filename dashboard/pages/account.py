"""A person's own account: their address, password and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.mailing import announce_mail, mail_own_address, mail_password_changed
from dashboard.security.access import get_own_session
from dashboard.security.browsers import name_browser
from dashboard.security.gate import Who
from dashboard.typography import count
from models.base.errors import Refused
from models.cabinets import browser_sessions, journal, passwords, people, throttle
from models.rows.event_kinds import EventKind
from models.rows.user import User


@show("/compte")
def show_account(act: Act) -> Page:
    return _account_page(act)


@change("/compte/mot-de-passe", who=Who.SIGNED_IN)
def change_password(act: Act) -> Page:
    act.count_try(throttle.PASSWORD_CHANGE, act.viewer.user_id)
    password, user = act.form.secret("new_password"), _own_user(act)
    errors = passwords.refusals(password, user.email, user.name)
    # A stranger who finds a session open must not take the account over.
    if not passwords.matches(user.password_hash, act.form.secret("password")):
        errors = ["Le mot de passe actuel n’est pas le bon."]
    if errors:
        return _account_page(act, errors)
    # Other sessions end: one of them may be the reason for the change.
    people.set_password(act.db, user, password, keep=act.viewer.session)
    journal.note_own(act.db, user, EventKind.ACCESS_PASSWORD_CHANGED)
    mail_password_changed(act.db, act.service, user)
    words = "Votre mot de passe est changé. Vos autres sessions sont fermées."
    return act.go("/compte", words)


@change("/compte/adresse", who=Who.SIGNED_IN)
def prove_own_address(act: Act) -> Page:
    """Mail a link to the person's own address, which makes them a trusted forwarder."""
    act.count_try(throttle.OWN_ADDRESS, act.viewer.user_id)
    mail_own_address(act.db, act.service, _own_user(act))
    words, kind = announce_mail(act.service, "Un lien", act.viewer.email)
    return act.go("/compte", words, kind=kind)


@change("/compte/sessions/{session_id:uuid}/fermer", who=Who.SIGNED_IN)
def end_session(act: Act, session_id: UUID) -> Page:
    """End one session from elsewhere; its browser has to be recognised anew."""
    found = get_own_session(act.db, act.viewer, session_id)
    # Its cookie would stay behind; signing out removes it.
    if browser_sessions.is_current(found, act.viewer.session):
        raise Refused("C’est la session que vous utilisez : déconnectez-vous.")
    browser_sessions.end(act.db, found)
    journal.note_own(act.db, _own_user(act), EventKind.ACCESS_SESSIONS_ENDED, count=1)
    return act.go("/compte", "La session est fermée.")


@change("/compte/sessions/fermer", who=Who.SIGNED_IN)
def end_other_sessions(act: Act) -> Page:
    viewer = act.viewer
    ended = browser_sessions.close_all(act.db, viewer.user_id, but=viewer.session)
    journal.note_own(
        act.db, _own_user(act), EventKind.ACCESS_SESSIONS_ENDED, count=ended
    )
    words = count(ended, "session fermée", "sessions fermées")
    return act.go("/compte", f"{words}.")


def _own_user(act: Act) -> User:
    return act.db.get_one(User, act.viewer.user_id)


def _account_page(act: Act, errors: Sequence[str] = ()) -> Page:
    sessions = [
        (
            found,
            name_browser(found.device_kind),
            browser_sessions.is_current(found, act.viewer.session),
        )
        for found in browser_sessions.list_sessions(act.db, act.viewer.user_id)
    ]
    return act.page(
        "account/account.html",
        errors=errors,
        is_proven=bool(_own_user(act).email_verified_at),
        sessions=sessions,
    )
