"""Notices not told yet become one mail to each person of the cabinet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.complaints.search import owes_acknowledgement
from models.letters.notice_text import NoticeKind, NoticeLine, digest
from models.notices.alerts import ACK_KINDS, ANSWER_KINDS
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState, Notice
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage
from models.rows.tenant import Tenant
from models.rows.user import Role, User
from models.sending.outgoing import plan_mail
from models.store.service import Service

# More wait for the next mail, minutes later.
LINES = 200


def gather(session: Session, service: Service, tenant: Tenant) -> list[Letter]:
    """Plan one mail a person with all that is untold; what has settled itself is dropped."""
    people = recipients(session, tenant)
    found = _select_untold(session, tenant.id)
    lines = [(n, _line(session, service, tenant, n)) for n in found]
    items = [(notice, line) for notice, line in lines if line is not None]
    for notice in (n for n, line in lines if line is None):
        session.delete(notice)
    if not items or not people:
        return []
    link = f"{_home(service)}/brouillons"
    text = digest(tenant.name, [line for _, line in items], link)
    letters = [
        plan_mail(session, service, tenant.id, LetterKind.NOTICE, to, text)
        for to in people
    ]
    session.flush()
    for notice, _ in items:
        notice.letter_id = letters[0].id
    return letters


def recipients(session: Session, tenant: Tenant) -> list[str]:
    """People who work there and confirmed their address, else the cabinet's contact."""
    workers = select(User.email).where(
        User.tenant_id == tenant.id,
        User.active,
        User.email_verified_at.is_not(None),
        User.role.in_((Role.OWNER, Role.MEMBER)),
    )
    found = list(session.scalars(workers.order_by(User.email)))
    return found or [tenant.contact_email] * bool(tenant.contact_email.strip())


def _select_untold(session: Session, tenant_id: UUID) -> Sequence[Notice]:
    return session.scalars(
        select(Notice)
        .where(Notice.tenant_id == tenant_id, Notice.letter_id.is_(None))
        .order_by(Notice.created_at)
        .limit(LINES)
        .with_for_update(skip_locked=True)
    ).all()


def _line(
    session: Session, service: Service, tenant: Tenant, notice: Notice
) -> NoticeLine | None:
    """Line of the mail about a notice; None when it has settled itself."""
    kind = NoticeKind(notice.kind)
    if notice.complaint_id is not None:
        complaint = session.get_one(Complaint, (tenant.id, notice.complaint_id))
        if _is_over(session, kind, notice, complaint):
            return None
        return _complaint_line(session, service, kind, complaint)
    row_id = UUID(notice.subject_key.split(":", 1)[0])
    if kind is NoticeKind.MAILBOX_TROUBLE:
        box = session.get(Mailbox, (tenant.id, row_id))
        return _mailbox_line(service, kind, box) if box and box.active else None
    message = session.get(InboundMessage, (tenant.id, row_id))
    return _message_line(service, tenant, kind, message) if message else None


def _complaint_line(
    session: Session, service: Service, kind: NoticeKind, complaint: Complaint
) -> NoticeLine:
    room = "brouillons" if complaint.is_draft else "reclamations"
    name = complaint.number or complaint.public_reference
    link = f"{_home(service)}/{room}/{complaint.id}"
    if complaint.answered_on is not None:
        return NoticeLine(kind, name, None, link)
    if kind in ANSWER_KINDS or not _owes_acknowledgement(session, complaint):
        return NoticeLine(kind, name, complaint.answer_by, link, "à répondre")
    return NoticeLine(kind, name, complaint.acknowledge_by, link, "à accuser")


def _owes_acknowledgement(session: Session, complaint: Complaint) -> bool:
    mine = select(owes_acknowledgement()).where(
        Complaint.tenant_id == complaint.tenant_id, Complaint.id == complaint.id
    )
    return bool(session.scalar(mine))


def _mailbox_line(service: Service, kind: NoticeKind, box: Mailbox) -> NoticeLine:
    return NoticeLine(kind, box.address, None, f"{_home(service)}/boites/{box.id}")


def _message_line(
    service: Service, tenant: Tenant, kind: NoticeKind, message: InboundMessage
) -> NoticeLine:
    at = message.received_at.astimezone(ZoneInfo(tenant.time_zone))
    words = f"Message reçu le {at:%d/%m/%Y} à {at:%H:%M}"
    return NoticeLine(kind, words, None, f"{_home(service)}/messages/{message.id}")


def _is_over(
    session: Session, kind: NoticeKind, notice: Notice, complaint: Complaint
) -> bool:
    if kind is NoticeKind.DRAFT_WAITING:
        return not complaint.is_draft
    if kind in ACK_KINDS | ANSWER_KINDS:
        return _is_owed_no_more(session, kind, complaint) or _is_overtaken(
            session, kind, notice
        )
    if kind is not NoticeKind.LETTER_HELD:
        return False
    letter_id = UUID(notice.subject_key.split(":", 1)[0])
    letter = session.get(Letter, (notice.tenant_id, letter_id))
    return letter is None or letter.state is not LetterState.HELD


def _is_owed_no_more(session: Session, kind: NoticeKind, complaint: Complaint) -> bool:
    if complaint.settled_at is not None or complaint.answered_on is not None:
        return True
    return kind in ACK_KINDS and not _owes_acknowledgement(session, complaint)


def _is_overtaken(session: Session, kind: NoticeKind, notice: Notice) -> bool:
    """Nobody could be written to until now, and a later alert of the same clock waits too."""
    clock = ACK_KINDS if kind in ACK_KINDS else ANSWER_KINDS
    later = select(Notice.id).where(
        Notice.tenant_id == notice.tenant_id,
        Notice.complaint_id == notice.complaint_id,
        Notice.kind.in_(kind.value for kind in clock),
        Notice.created_at > notice.created_at,
    )
    return session.scalars(later.limit(1)).first() is not None


def _home(service: Service) -> str:
    return service.settings.public_url.rstrip("/")
