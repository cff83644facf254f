"""A complaint that did not come by the mailbox: typed in, scanned, or dropped as a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post

from dashboard.complaints.deciding import path_of
from dashboard.complaints.reading import corrections, needed_day, papers
from dashboard.complaints.upload import (
    Prefill,
    as_message,
    find_file,
    is_mail,
    prefill,
    read_mail,
)
from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.forms import Form, Unreadable
from dashboard.rendering import go, page
from dashboard.security.access import get_message, get_tenant, needs_writer
from dashboard.security.limits import hold_back
from models.base.errors import Refused
from models.cabinets.throttle import UPLOADS
from models.complaints.by_hand import Entry, enter
from models.complaints.fields import FIELDS
from models.complaints.legal_dates import today_of
from models.complaints.work import Work
from models.rows import vocabularies
from models.rows.base import new_id, now
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


@get(PATH, sync_to_thread=True, guards=[needs_writer])
def show_form(request: HttpRequest, db: TheDb, service: TheService) -> Response[Any]:
    tenant = get_tenant(db)
    message = _message(db, request.query_params.get("message", ""))
    values: dict[str, Any] = {
        "received_on": today_of(tenant, now()),
        "channel": "post",
        "activity": usual_activity(db, tenant.id),
    }
    found = None
    if message is not None:
        found = prefill(db, service, tenant, message)
        values |= {"channel": "email", "body": found.body, **found.fields}
        values |= {"sent_on": found.sent_on, "received_on": found.received_on}
    sheet = Sheet(new_id(), values, message=message, prefilled=found)
    return _show(request, sheet)


@post(PATH, sync_to_thread=True)
def create(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
) -> Response[Any]:
    tenant, message = get_tenant(db), _message(db, form.text("message"))
    joined = papers(form, "files")
    if message is not None:
        joined += prefill(db, service, tenant, message).papers
    try:
        with db.begin_nested():
            work = Work(db, service, viewer.user_id)
            made = enter(work, tenant, _entry(form, joined), message)
    except Refused as refusal:
        return _again(request, form, message, str(refusal))
    words = f"Réclamation enregistrée sous le numéro {made.number}."
    return go(request, path_of(made), words)


@post(f"{PATH}/message", sync_to_thread=True)
def drop(
    request: HttpRequest, service: TheService, viewer: TheViewer, form: TheForm
) -> Response[Any]:
    """Read a mail dropped as a file; it opens its draft as any other would."""
    files = form.files("mail")
    if not files:
        raise Refused(NO_FILE)
    if not is_mail(files[0].filename):
        raise Refused(NOT_A_MAIL)
    hold_back(service, (UPLOADS, str(viewer.tenant_id)))
    data = as_message(files[0].filename, files[0].data, viewer.email)
    message_id = read_mail(service, viewer.tenant_id, data)
    found = find_file(service, viewer.tenant_id, message_id)
    if found is not None:
        words = "Le message est lu : vérifiez ce qui a été compris."
        return go(request, path_of(found), words)
    words = "Ce message n’ouvre pas de dossier par lui-même : complétez la saisie."
    return go(request, f"{PATH}?message={message_id}", words, kind="warning")


def _entry(form: Form, joined: list[Any]) -> Entry:
    form_id = form.id("form_id")
    if form_id is None:
        raise Refused("Ce formulaire est incomplet : rouvrez la page.")
    return Entry(
        form_id=form_id,
        channel=form.text("channel"),
        sent_on=needed_day(form, "sent_on", "la date d’envoi"),
        received_on=needed_day(form, "received_on", "la date de réception"),
        body=form.lines("body", 200_000),
        fields=corrections(form),
        papers=tuple(joined),
    )


def _again(
    request: HttpRequest,
    form: Form,
    message: InboundMessage | None,
    error: str,
) -> Response[Any]:
    """The form as it was typed, with what was wrong."""
    form_id = form.id("form_id") or new_id()
    return _show(request, Sheet(form_id, form.typed(), error, message), status=422)


def _show(request: HttpRequest, sheet: Sheet, status: int = 200) -> Response[Any]:
    return page(
        request,
        "new/form.html",
        status=status,
        sheet=sheet,
        labels=vocabularies,
        fields=FIELDS,
        v=_values(sheet),
    )


def _values(sheet: Sheet) -> dict[str, Any]:
    """Every field the form shows; one that nobody filled has its default."""
    blank = dict.fromkeys(("sent_on", "received_on", "body"), "")
    blank |= {field.name: field.default for field in FIELDS}
    return blank | {k: v for k, v in sheet.values.items() if v is not None}


def _message(db: TenantSession, told: str) -> InboundMessage | None:
    if not told:
        return None
    try:
        return get_message(db, UUID(told))
    except ValueError:
        raise Unreadable("Ce message n’est pas désigné correctement.") from None


routes = [show_form, create, drop]
