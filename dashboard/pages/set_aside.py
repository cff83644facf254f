"""Mis de côté: messages that opened nothing, each with its reason and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.complaints.examining import read_heads
from dashboard.security.access import get_message
from ingest.preview.request import Preview
from models.mail.replaying import insist, list_with, replay
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage, Verdict
from models.store.session import TenantSession
from workers.queue import Job

_PAGE_SIZE = 25
# A larger message is not opened only to show its subject in a list.
_GLANCE_LIMIT = 2_000_000
_TABS = {"mis-de-cote": Verdict.SET_ASIDE, "ignores": Verdict.IGNORED}


@dataclass(frozen=True)
class Glance:
    """A line of the list: the row, its mailbox's address, what its header says."""

    message: InboundMessage
    mailbox: str
    subject: str
    sender: str


@show("/mis-de-cote")
def list_set_aside(act: Act) -> Page:
    db, number = act.db, act.query.page
    verdict = _TABS.get(act.query.text("voir"), Verdict.SET_ASIDE)
    start = (number - 1) * _PAGE_SIZE
    # One more than a page tells whether there is another.
    found = list_with(db, db.tenant_id, verdict, _PAGE_SIZE + 1, offset=start)
    shown = found[:_PAGE_SIZE]
    small = [message for message in shown if message.size <= _GLANCE_LIMIT]
    heads = read_heads(db, act.service, small)
    return act.page(
        "set_aside/list.html",
        ignored=verdict is Verdict.IGNORED,
        lines=[_glance(db, m, heads.get(m.id, Preview())) for m in shown],
        number=number,
        has_more=len(found) > _PAGE_SIZE,
    )


@change("/mis-de-cote/{message_id:uuid}/rejouer")
def replay_message(act: Act, message_id: UUID) -> Page:
    message = get_message(act.db, message_id, locked=True)
    replay(act.db, message, act.viewer.user_id)
    if message.verdict is Verdict.WANTED and message.mailbox_id is not None:
        act.wake(Job.POLL, message.mailbox_id)
        words = "Le message est demandé de nouveau à son serveur : revoyez-le dans un instant."
    else:
        act.wake(Job.INTAKE, message_id)
        words = "Le message est relu : revoyez-le dans un instant."
    return act.go("/mis-de-cote", words)


@change("/mis-de-cote/{message_id:uuid}/brouillon")
def make_draft(act: Act, message_id: UUID) -> Page:
    message = get_message(act.db, message_id, locked=True)
    insist(act.db, message, act.viewer.user_id)
    act.wake(Job.INTAKE, message_id)
    words = "Un brouillon s’ouvre pour ce message : il sera dans « À confirmer » dans un instant."
    return act.go("/mis-de-cote?voir=ignores", words)


def _glance(db: TenantSession, message: InboundMessage, head: Preview) -> Glance:
    mailbox = (
        db.get(Mailbox, (db.tenant_id, message.mailbox_id))
        if message.mailbox_id
        else None
    )
    address = mailbox.address if mailbox else ""
    return Glance(message, address, head.subject[:200], head.sender[:200])
