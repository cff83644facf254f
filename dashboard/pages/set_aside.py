"""Mis de côté: messages that opened nothing, each with its reason and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from dashboard.complaints.examining import read_heads
from dashboard.dependencies import HttpRequest, TheDb, TheService, TheViewer
from dashboard.query import page_number
from dashboard.rendering import go, page
from dashboard.security.access import get_message
from ingest.preview.request import Preview
from models.mail.replaying import insist, list_with, replay
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage, Verdict
from models.store.session import TenantSession
from workers.queue import Job, enqueue_after_commit

_PAGE = 25
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


@get("/mis-de-cote", sync_to_thread=True)
def list_set_aside(
    request: HttpRequest, db: TheDb, service: TheService
) -> Response[Any]:
    tab = request.query_params.get("voir", "")
    verdict = _TABS.get(tab, Verdict.SET_ASIDE)
    number = page_number(request)
    found = list_with(db, db.tenant_id, verdict, _PAGE + 1, offset=(number - 1) * _PAGE)
    shown = found[:_PAGE]
    heads = read_heads(db, service, [m for m in shown if m.size <= _GLANCE_LIMIT])
    return page(
        request,
        "set_aside/list.html",
        ignored=verdict is Verdict.IGNORED,
        lines=[_glance(db, m, heads.get(m.id, Preview())) for m in shown],
        number=number,
        has_more=len(found) > _PAGE,
    )


@post("/mis-de-cote/{message_id:uuid}/rejouer", sync_to_thread=True)
def replay_message(
    request: HttpRequest, db: TheDb, viewer: TheViewer, message_id: FromPath[UUID]
) -> Response[Any]:
    message = get_message(db, message_id, locked=True)
    replay(db, message, viewer.user_id)
    if message.verdict is Verdict.WANTED and message.mailbox_id is not None:
        enqueue_after_commit(db, Job.POLL, db.tenant_id, message.mailbox_id)
        text = "Le message est demandé de nouveau à son serveur : revoyez-le dans un instant."
    else:
        enqueue_after_commit(db, Job.INTAKE, db.tenant_id, message_id)
        text = "Le message est relu : revoyez-le dans un instant."
    return go(request, "/mis-de-cote", text)


@post("/mis-de-cote/{message_id:uuid}/brouillon", sync_to_thread=True)
def make_draft(
    request: HttpRequest, db: TheDb, viewer: TheViewer, message_id: FromPath[UUID]
) -> Response[Any]:
    insist(db, get_message(db, message_id, locked=True), viewer.user_id)
    enqueue_after_commit(db, Job.INTAKE, db.tenant_id, message_id)
    text = "Un brouillon s’ouvre pour ce message : il sera dans « À confirmer » dans un instant."
    return go(request, "/mis-de-cote?voir=ignores", text)


def _glance(db: TenantSession, message: InboundMessage, head: Preview) -> Glance:
    mailbox = (
        db.get(Mailbox, (db.tenant_id, message.mailbox_id))
        if message.mailbox_id
        else None
    )
    address = mailbox.address if mailbox else ""
    return Glance(message, address, head.subject[:200], head.sender[:200])


routes = [list_set_aside, replay_message, make_draft]
