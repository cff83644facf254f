"""Boîtes: how each mailbox is, what became of every message found, and its settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from sqlalchemy import select

from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.mail_check import Told, likely_provider, read_form, refusal_of, told_of
from dashboard.rendering import go, page
from dashboard.security.access import get_mailbox, needs_owner, unchanged
from models.base.errors import Refused
from models.complaints.redeciding import redecide_waiting
from models.mail import mailboxes
from models.mail.ledger import ledger
from models.rows.mailbox import Mailbox
from models.store.service import Service
from models.store.session import TenantSession, tenant_transaction
from workers.queue import Job, enqueue_after_commit


@get("/boites", sync_to_thread=True)
def list_mailboxes(request: HttpRequest, db: TheDb) -> Response[Any]:
    found = db.scalars(
        select(Mailbox)
        .where(Mailbox.tenant_id == db.tenant_id)
        .order_by(Mailbox.active.desc(), Mailbox.address)
    ).all()
    lines = [(mailbox, ledger(db, mailbox)) for mailbox in found]
    return page(request, "mailboxes/list.html", lines=lines)


@get("/boites/nouvelle", guards=[needs_owner], sync_to_thread=True)
def new_mailbox(request: HttpRequest, db: TheDb) -> Response[Any]:
    return _form_page(request, Told())


@post("/boites/nouvelle", guards=[needs_owner], sync_to_thread=True)
def add_mailbox(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
) -> Response[Any]:
    """Check first, outside of any transaction; what cannot be opened is not added."""
    told = read_form(form)
    error = refusal_of(service, viewer.tenant_id, told, told.password)
    if error:
        return _form_page(request, told, error)
    try:
        added = mailboxes.add_mailbox(
            db, service, viewer.tenant_id, told.as_new(), viewer.user_id
        )
    except Refused as refusal:
        return _form_page(request, told, str(refusal))
    redecide_waiting(db, service, viewer.tenant_id, viewer.user_id)
    enqueue_after_commit(db, Job.POLL, viewer.tenant_id, added.id)
    return go(request, "/boites", "La boîte est ouverte : sa première relève commence.")


@get("/boites/{mailbox_id:uuid}", sync_to_thread=True)
def show_mailbox(
    request: HttpRequest, db: TheDb, service: TheService, mailbox_id: FromPath[UUID]
) -> Response[Any]:
    mailbox = get_mailbox(db, mailbox_id)
    return _detail_page(request, db, service, mailbox, told_of(mailbox))


@post("/boites/{mailbox_id:uuid}", guards=[needs_owner], sync_to_thread=True)
def change_mailbox(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    mailbox_id: FromPath[UUID],
) -> Response[Any]:
    """A blank password keeps the one we have; it is never shown."""
    with tenant_transaction(service.app, viewer.tenant_id) as before:
        mailbox = get_mailbox(before, mailbox_id)
        kept = mailboxes.password_of(before, service, mailbox)
    told = read_form(form)
    error = refusal_of(service, viewer.tenant_id, told, told.password or kept)
    if error:
        shown = get_mailbox(db, mailbox_id)
        return _detail_page(request, db, service, shown, told, error)
    mailbox = unchanged(get_mailbox(db, mailbox_id, locked=True), form.version)
    told.write_to(mailbox)
    if told.password:
        mailboxes.change_password(db, service, mailbox, told.password, viewer.user_id)
    mailboxes.tell_changed(db, mailbox, viewer.user_id)
    db.flush()
    redecide_waiting(db, service, viewer.tenant_id, viewer.user_id)
    enqueue_after_commit(db, Job.POLL, viewer.tenant_id, mailbox.id)
    return go(
        request, f"/boites/{mailbox_id}", "La boîte répond : réglages enregistrés."
    )


@post("/boites/{mailbox_id:uuid}/couper", guards=[needs_owner], sync_to_thread=True)
def stop_mailbox(
    request: HttpRequest,
    db: TheDb,
    viewer: TheViewer,
    form: TheForm,
    mailbox_id: FromPath[UUID],
) -> Response[Any]:
    mailbox = unchanged(get_mailbox(db, mailbox_id, locked=True), form.version)
    mailboxes.deactivate(db, mailbox, viewer.user_id)
    back = f"/boites/{mailbox_id}"
    return go(request, back, "La boîte n’est plus relevée.", undo=f"{back}/reprendre")


@post("/boites/{mailbox_id:uuid}/reprendre", guards=[needs_owner], sync_to_thread=True)
def resume_mailbox(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    mailbox_id: FromPath[UUID],
) -> Response[Any]:
    mailbox = get_mailbox(db, mailbox_id, locked=True)
    mailbox.version += 1
    mailboxes.activate(db, service, mailbox, viewer.user_id)
    enqueue_after_commit(db, Job.POLL, viewer.tenant_id, mailbox.id)
    return go(request, f"/boites/{mailbox_id}", "La relève reprend où elle en était.")


@post("/boites/{mailbox_id:uuid}/relever", sync_to_thread=True)
def poll_now(
    request: HttpRequest, db: TheDb, mailbox_id: FromPath[UUID]
) -> Response[Any]:
    mailbox = get_mailbox(db, mailbox_id, locked=True)
    if not mailbox.active:
        raise Refused("Cette boîte n’est plus relevée.")
    mailboxes.wake(mailbox)
    enqueue_after_commit(db, Job.POLL, db.tenant_id, mailbox.id)
    return go(request, f"/boites/{mailbox_id}", "La relève est demandée.")


@post("/boites/{mailbox_id:uuid}/anciens", guards=[needs_owner], sync_to_thread=True)
def import_older(
    request: HttpRequest, db: TheDb, viewer: TheViewer, mailbox_id: FromPath[UUID]
) -> Response[Any]:
    mailbox = get_mailbox(db, mailbox_id, locked=True)
    wanted = mailboxes.import_older(db, mailbox, None, viewer.user_id)
    enqueue_after_commit(db, Job.POLL, db.tenant_id, mailbox.id)
    text = (
        f"Messages anciens demandés : {wanted}. Leurs accusés attendront un clic."
        if wanted
        else "Aucun message ancien n’est resté sur le serveur."
    )
    return go(request, f"/boites/{mailbox_id}", text)


def _form_page(request: HttpRequest, told: Told, error: str = "") -> Response[Any]:
    return page(
        request,
        "mailboxes/new.html",
        status=422 if error else 200,
        told=told,
        error=error,
    )


def _detail_page(
    request: HttpRequest,
    db: TenantSession,
    service: Service,
    mailbox: Mailbox,
    told: Told,
    error: str = "",
) -> Response[Any]:
    unset = mailbox.active and not mailbox.authserv_id
    return page(
        request,
        "mailboxes/mailbox.html",
        status=422 if error else 200,
        mailbox=mailbox,
        account=ledger(db, mailbox),
        told=told,
        error=error,
        provider=likely_provider(db, service, mailbox) if unset else "",
    )


routes = [
    list_mailboxes,
    new_mailbox,
    add_mailbox,
    show_mailbox,
    change_mailbox,
    stop_mailbox,
    resume_mailbox,
    poll_now,
    import_older,
]
