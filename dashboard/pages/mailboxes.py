"""Boîtes: how each mailbox is, what became of every message found, and its settings."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from dashboard.act import Act, Page, change, show
from dashboard.mail_check import (
    MailboxValues,
    find_provider,
    find_refusal,
    read_values,
    values_of,
)
from dashboard.security.access import check_version, get_mailbox
from dashboard.security.gate import Who
from models.base.errors import Refused
from models.complaints.redeciding import redecide_waiting
from models.mail import mailboxes
from models.mail.ledger import ledger
from models.rows.mailbox import Mailbox
from models.store.session import tenant_transaction
from workers.queue import Job


@show("/boites")
def list_mailboxes(act: Act) -> Page:
    found = act.db.scalars(
        select(Mailbox)
        .where(Mailbox.tenant_id == act.db.tenant_id)
        .order_by(Mailbox.active.desc(), Mailbox.address)
    ).all()
    lines = [(mailbox, ledger(act.db, mailbox)) for mailbox in found]
    return act.page("mailboxes/list.html", lines=lines)


@show("/boites/nouvelle", who=Who.OWNERS)
def show_new(act: Act) -> Page:
    return act.page("mailboxes/new.html", values=MailboxValues(), error="")


@change("/boites/nouvelle", who=Who.OWNERS)
def add_mailbox(act: Act) -> Page:
    """Check first, outside of any transaction; what cannot be opened is not added."""
    values, tenant_id = read_values(act.form), act.viewer.tenant_id
    # Before the first query: an IMAP server may take its time, and a transaction would wait.
    error = find_refusal(act.service, tenant_id, values, values.password)
    if error:
        return act.page("mailboxes/new.html", values=values, error=error)
    try:
        mailbox = mailboxes.add_mailbox(
            act.db, act.service, tenant_id, values.as_new(), act.viewer.user_id
        )
    except Refused as refusal:
        return act.page("mailboxes/new.html", values=values, error=str(refusal))
    # Letters that waited for an address to leave from may leave now.
    redecide_waiting(act.db, act.service, tenant_id, act.viewer.user_id)
    act.wake(Job.POLL, mailbox.id)
    return act.go("/boites", "La boîte est ouverte : sa première relève commence.")


@show("/boites/{mailbox_id:uuid}")
def show_mailbox(act: Act, mailbox_id: UUID) -> Page:
    mailbox = get_mailbox(act.db, mailbox_id)
    return _mailbox_page(act, mailbox, values_of(mailbox))


@change("/boites/{mailbox_id:uuid}", who=Who.OWNERS)
def change_mailbox(act: Act, mailbox_id: UUID) -> Page:
    """A blank password keeps the one we have; it is never shown."""
    tenant_id, user_id = act.viewer.tenant_id, act.viewer.user_id
    # A transaction of its own: none stays open while the server is asked.
    with tenant_transaction(act.service.app, tenant_id) as before:
        mailbox = get_mailbox(before, mailbox_id)
        kept = mailboxes.password_of(before, act.service, mailbox)
    values = read_values(act.form)
    error = find_refusal(act.service, tenant_id, values, values.password or kept)
    if error:
        shown = get_mailbox(act.db, mailbox_id)
        return _mailbox_page(act, shown, values, error)
    mailbox = get_mailbox(act.db, mailbox_id, locked=True)
    check_version(mailbox, act.form.version)
    values.write_to(mailbox)
    if values.password:
        mailboxes.change_password(
            act.db, act.service, mailbox, values.password, user_id
        )
    mailboxes.record_changes(act.db, mailbox, user_id)
    act.db.flush()
    redecide_waiting(act.db, act.service, tenant_id, user_id)
    act.wake(Job.POLL, mailbox.id)
    words = "La boîte répond : réglages enregistrés."
    return act.go(f"/boites/{mailbox_id}", words)


@change("/boites/{mailbox_id:uuid}/couper", who=Who.OWNERS)
def stop_mailbox(act: Act, mailbox_id: UUID) -> Page:
    mailbox = get_mailbox(act.db, mailbox_id, locked=True)
    check_version(mailbox, act.form.version)
    mailboxes.deactivate(act.db, mailbox, act.viewer.user_id)
    back = f"/boites/{mailbox_id}"
    return act.go(back, "La boîte n’est plus relevée.", undo=f"{back}/reprendre")


@change("/boites/{mailbox_id:uuid}/reprendre", who=Who.OWNERS)
def resume_mailbox(act: Act, mailbox_id: UUID) -> Page:
    mailbox = get_mailbox(act.db, mailbox_id, locked=True)
    mailbox.version += 1
    mailboxes.activate(act.db, act.service, mailbox, act.viewer.user_id)
    act.wake(Job.POLL, mailbox.id)
    return act.go(f"/boites/{mailbox_id}", "La relève reprend où elle en était.")


@change("/boites/{mailbox_id:uuid}/relever")
def poll_now(act: Act, mailbox_id: UUID) -> Page:
    mailbox = get_mailbox(act.db, mailbox_id, locked=True)
    if not mailbox.active:
        raise Refused("Cette boîte n’est plus relevée.")
    # The row first: the message in the queue may be lost.
    mailboxes.wake(mailbox)
    act.wake(Job.POLL, mailbox.id)
    return act.go(f"/boites/{mailbox_id}", "La relève est demandée.")


@change("/boites/{mailbox_id:uuid}/anciens", who=Who.OWNERS)
def import_older(act: Act, mailbox_id: UUID) -> Page:
    mailbox = get_mailbox(act.db, mailbox_id, locked=True)
    wanted = mailboxes.import_older(act.db, mailbox, None, act.viewer.user_id)
    act.wake(Job.POLL, mailbox.id)
    words = (
        f"Messages anciens demandés : {wanted}. Leurs accusés attendront un clic."
        if wanted
        else "Aucun message ancien n’est resté sur le serveur."
    )
    return act.go(f"/boites/{mailbox_id}", words)


def _mailbox_page(
    act: Act, mailbox: Mailbox, values: MailboxValues, error: str = ""
) -> Page:
    is_unset = mailbox.active and not mailbox.authserv_id
    return act.page(
        "mailboxes/mailbox.html",
        mailbox=mailbox,
        account=ledger(act.db, mailbox),
        values=values,
        error=error,
        provider=find_provider(act.db, act.service, mailbox) if is_unset else "",
    )
