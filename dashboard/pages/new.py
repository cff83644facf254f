"""A complaint that did not come by the mailbox: typed in, scanned, or dropped as a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.complaints.paths import path_of
from dashboard.complaints.reading import read_documents, read_fields, require_day
from dashboard.complaints.upload import (
    Prefill,
    as_message,
    find_file,
    is_mail,
    prefill,
    read_mail,
)
from dashboard.forms import Form, Unreadable
from dashboard.security.access import get_message
from dashboard.security.gate import Who
from models.base.errors import Refused
from models.cabinets.throttle import UPLOADS
from models.complaints.by_hand import Entry, enter
from models.complaints.documents import Document
from models.complaints.fields import FIELDS
from models.rows.base import new_id
from models.rows.message import InboundMessage
from models.sending.composing import usual_activity
from models.store.session import TenantSession

PATH = "/reclamations/nouvelle"
NOT_A_MAIL = "Ce fichier n’est pas un e-mail : il faut un fichier .eml ou .msg."
NO_FILE = "Choisissez un fichier."


@dataclass(frozen=True)
class Sheet:
    """The form as it is shown: its own id, what it begins with, what was wrong."""

    form_id: UUID
    values: dict[str, Any]
    error: str = ""
    message: InboundMessage | None = None
    prefilled: Prefill | None = None


@show(PATH, who=Who.WRITERS)
def show_form(act: Act) -> Page:
    message = _find_message(act.db, act.query.text("message"))
    values: dict[str, Any] = {
        "received_on": act.today,
        "channel": "post",
        "activity": usual_activity(act.db, act.tenant.id),
    }
    found = None
    if message is not None:
        found = prefill(act.db, act.service, act.tenant, message)
        values |= {"channel": "email", "body": found.body, **found.fields}
        values |= {"sent_on": found.sent_on, "received_on": found.received_on}
    return _form_page(act, Sheet(new_id(), values, message=message, prefilled=found))


@change(PATH)
def create(act: Act) -> Page:
    message = _find_message(act.db, act.form.text("message"))
    documents = read_documents(act.form, "files")
    if message is not None:
        documents += prefill(act.db, act.service, act.tenant, message).documents
    try:
        # A refusal must not keep the number that was drawn for it.
        with act.db.begin_nested():
            entry = _entry(act.form, documents)
            complaint = enter(act.work(unseen=True), act.tenant, entry, message)
    except Refused as refusal:
        form_id = act.form.id("form_id") or new_id()
        sheet = Sheet(form_id, act.form.list_typed(), str(refusal), message)
        return _form_page(act, sheet)
    words = f"Réclamation enregistrée sous le numéro {complaint.number}."
    return act.go(path_of(complaint), words)


@change(f"{PATH}/message")
def drop(act: Act) -> Page:
    """Read a mail dropped as a file; it opens its draft as any other would."""
    files, tenant_id = act.form.files("mail"), act.viewer.tenant_id
    if not files:
        raise Refused(NO_FILE)
    # By its name alone: bytes of strangers are opened in a child only.
    if not is_mail(files[0].filename):
        raise Refused(NOT_A_MAIL)
    # Reading a mail costs more than any other page.
    act.count_try(UPLOADS, tenant_id)
    data = as_message(files[0].filename, files[0].data, act.viewer.email)
    message_id = read_mail(act.service, tenant_id, data)
    found = find_file(act.service, tenant_id, message_id)
    if found is not None:
        words = "Le message est lu : vérifiez ce qui a été compris."
        return act.go(path_of(found), words)
    words = "Ce message n’ouvre pas de dossier par lui-même : complétez la saisie."
    return act.go(f"{PATH}?message={message_id}", words, kind="warning")


def _entry(form: Form, documents: Sequence[Document]) -> Entry:
    form_id = form.id("form_id")
    if form_id is None:
        raise Refused("Ce formulaire est incomplet : rouvrez la page.")
    return Entry(
        form_id=form_id,
        channel=form.text("channel"),
        sent_on=require_day(form, "sent_on", "la date d’envoi"),
        received_on=require_day(form, "received_on", "la date de réception"),
        body=form.lines("body", 200_000),
        fields=read_fields(form),
        documents=tuple(documents),
    )


def _form_page(act: Act, sheet: Sheet) -> Page:
    return act.page(
        "new/form.html",
        sheet=sheet,
        error=sheet.error,
        fields=FIELDS,
        values=_fill_values(sheet),
    )


def _fill_values(sheet: Sheet) -> dict[str, Any]:
    """Every field the form shows; one that nobody filled has its default."""
    blank = dict.fromkeys(("sent_on", "received_on", "body"), "")
    blank |= {field.name: field.default for field in FIELDS}
    return blank | {k: v for k, v in sheet.values.items() if v is not None}


def _find_message(db: TenantSession, text: str) -> InboundMessage | None:
    if not text:
        return None
    try:
        return get_message(db, UUID(text))
    except ValueError:
        raise Unreadable("Ce message n’est pas désigné correctement.") from None
