"""Mails about somebody's access: planned like every letter, with a link to the dashboard."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dashboard import typography
from models.cabinets import forwarders, mailed_tokens
from models.letters import accounts
from models.letters.facts import Text
from models.rows.base import now
from models.rows.letter import LetterKind
from models.rows.tenant import Forwarder, Tenant
from models.rows.user import Purpose, User
from models.sending.outgoing import plan_mail
from models.store.service import Service
from models.store.session import TenantSession
from workers.queue import Job, enqueue_after_commit


def mail_reset(session: TenantSession, service: Service, user: User) -> None:
    """The way to a new password."""
    link = _link(service, "acces", mailed_tokens.issue(session, user, Purpose.RESET))
    minutes = mailed_tokens.LIFETIMES[Purpose.RESET].seconds // 60
    text = accounts.password_reset(user.name, link, minutes)
    _plan(session, service, user.tenant_id, user.email, text)


def mail_invitation(
    session: TenantSession, service: Service, user: User, cabinet_name: str
) -> None:
    """The first way in."""
    link = _link(service, "acces", mailed_tokens.issue(session, user, Purpose.INVITE))
    days = mailed_tokens.LIFETIMES[Purpose.INVITE].days
    text = accounts.invitation(user.name, cabinet_name, link, days)
    _plan(session, service, user.tenant_id, user.email, text)


def mail_own_address(session: TenantSession, service: Service, user: User) -> None:
    """The proof that a person's own address is theirs."""
    link = _link(service, "adresse", mailed_tokens.issue(session, user, Purpose.VERIFY))
    hours = mailed_tokens.LIFETIMES[Purpose.VERIFY].days * 24
    cabinet = _cabinet_name(session)
    text = accounts.verify_address(user.name, cabinet, link, hours)
    _plan(session, service, user.tenant_id, user.email, text)


def mail_password_changed(session: Session, service: Service, user: User) -> None:
    """A mail that says to the person that their password was changed, with the way to another one."""
    # No token in this mail: a thief of the password may read the mailbox as well.
    link = f"{service.settings.public_url.rstrip('/')}/mot-de-passe-oublie"
    text = accounts.password_changed(user.name, _moment(session, user.tenant_id), link)
    _plan(session, service, user.tenant_id, user.email, text)


def mail_new_device(
    session: TenantSession, service: Service, user: User, device: str
) -> None:
    """A mail that says to the person that a browser which was not known has signed in as them."""
    link = f"{service.settings.public_url.rstrip('/')}/compte"
    text = accounts.new_device(
        user.name, device, _moment(session, user.tenant_id), link
    )
    _plan(session, service, user.tenant_id, user.email, text)


def mail_forwarder(
    session: TenantSession, service: Service, forwarder: Forwarder
) -> None:
    """The proof that a forwarder's address is theirs."""
    link = _link(service, "expediteur", forwarders.new_link_token(forwarder))
    hours = forwarders.LIFETIME.days * 24
    cabinet = _cabinet_name(session)
    text = accounts.verify_address(forwarder.name, cabinet, link, hours)
    _plan(session, service, forwarder.tenant_id, forwarder.email, text)


def has_server(service: Service) -> bool:
    """A server is set through which mail leaves; without one every letter waits."""
    return bool(service.settings.smtp_url)


def announce_mail(service: Service, what: str, address: str) -> tuple[str, str]:
    """The word after a mail was planned, and its kind: it leaves, or it waits and says so."""
    # Nothing is promised that cannot leave: the words say what is missing.
    if has_server(service):
        return f"{what} part vers {address}.", "success"
    waits = (
        f"{what} est prêt à partir vers {address}, mais attend : aucun serveur d’envoi "
        "n’est réglé (SMTP_URL). Tout part de soi-même dès qu’il l’est."
    )
    return waits, "warning"


def _cabinet_name(session: TenantSession) -> str:
    return session.get_one(Tenant, session.tenant_id).name


def _moment(session: Session, tenant_id: UUID) -> str:
    """This moment on the cabinet's clock, in words."""
    zone = ZoneInfo(session.get_one(Tenant, tenant_id).time_zone)
    return typography.moment(now(), zone)


def _link(service: Service, path: str, token: str) -> str:
    return f"{service.settings.public_url.rstrip('/')}/{path}/{token}"


def _plan(
    session: Session, service: Service, tenant_id: UUID, to: str, text: Text
) -> None:
    letter = plan_mail(session, service, tenant_id, LetterKind.ACCOUNT, to, text)
    # The worker is woken with the letter's id.
    session.flush()
    enqueue_after_commit(session, Job.LETTER, tenant_id, letter.id)
