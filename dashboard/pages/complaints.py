"""The complaints: found by a search, followed from Nouvelle to Clôturée on a page each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from dashboard import query
from dashboard.complaints.deciding import nudge, path_of
from dashboard.complaints.dossier import gather
from dashboard.complaints.reading import (
    corrections,
    days_of,
    needed_day,
    papers,
    work_of,
)
from dashboard.complaints.trust import reception_trust, sending_source
from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.rendering import go, page
from dashboard.security.access import get_complaint, get_tenant
from dashboard.security.limits import hold_back
from models.base.errors import Refused
from models.cabinets.throttle import UPLOADS
from models.complaints import answers, documents, moves, notes
from models.complaints.corrections import correct, correct_dates
from models.complaints.fields import FIELDS
from models.complaints.legal_dates import today_of
from models.complaints.search import STATES, Wanted, count_states, search
from models.complaints.work import Work, changing
from models.rows import vocabularies
from models.rows.base import now
from models.rows.complaint import Status
from models.sending.composing import has_mediator

# The tabs of the list, in the order of the work.
TABS: dict[str, str] = {
    "open": "À traiter",
    "overdue": "En retard",
    "new": "Nouvelles",
    "in_progress": "En cours",
    "waiting": "En attente",
    "resolved": "Résolues",
    "closed": "Clôturées",
    "all": "Toutes",
    "dismissed": "Écartées",
}


@get("/reclamations", sync_to_thread=True)
def show_complaints(
    request: HttpRequest, db: TheDb, viewer: TheViewer
) -> Response[Any]:
    words, state = query.words(request), request.query_params.get("etat", "")
    # A search without a tab looks everywhere, drafts included.
    state = state if state in STATES else "any" if words else "open"
    mine = request.query_params.get("a_moi") == "1"
    wanted = Wanted(
        words=words,
        state=state,
        assigned_to=viewer.user_id if mine else None,
        page=query.page_number(request),
    )
    today = today_of(get_tenant(db), now())
    return page(
        request,
        "complaints/list.html",
        found=search(db, db.tenant_id, wanted, today),
        counts=count_states(db, db.tenant_id, today),
        wanted=wanted,
        mine=mine,
        tabs=TABS,
        path_of=path_of,
        query=_query(words, state, mine),
        names={u.id: u.name for u in notes.list_assignable(db, db.tenant_id)},
    )


@get("/reclamations/{complaint_id:uuid}", sync_to_thread=True)
def show_complaint(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    if path_of(complaint) != request.url.path:
        return go(request, path_of(complaint))
    return page(
        request,
        "complaints/complaint.html",
        d=gather(db, complaint),
        complaint=complaint,
        labels=vocabularies,
        fields=FIELDS,
        source=sending_source(complaint),
        reception=reception_trust(complaint),
        moves=moves.MOVES[complaint.status],
        is_reopening=moves.is_reopening,
        in_window=answers.is_in_window(complaint),
        answer_channels=vocabularies.ANSWER_CHANNELS | vocabularies.ORAL_ANSWER,
        answer_text=answers.read_text(db, service, complaint),
        has_copy=answers.has_copy(db, complaint),
        lacks_mediator=answers.lacks_mediator(db, complaint),
        has_mediator=has_mediator(db, complaint),
        colleagues=notes.list_assignable(db, db.tenant_id),
        origin=request.query_params.get("message") == "1",
    )


@post("/reclamations/{complaint_id:uuid}/statut", sync_to_thread=True)
def move(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    status = form.choice("status", Status)
    reason = form.lines("reason", 2000)
    moves.move_to(work_of(db, service, viewer, form), complaint, status, reason)
    words = f"Statut : {vocabularies.STATUSES[status]}."
    return go(request, path_of(complaint), words)


@post("/reclamations/{complaint_id:uuid}/reponse", sync_to_thread=True)
def answer(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    given = answers.Answer(
        on=needed_day(form, "on", "la date de la réponse"),
        channel=form.text("channel"),
        outcome=form.text("outcome"),
        text=form.lines("text", answers.LONGEST),
        names_mediator=form.flag("names_mediator"),
        directed_to=form.text("directed_to", 300),
    )
    joined = papers(form, "file")
    work = work_of(db, service, viewer, form)
    answers.record_answer(work, complaint, given, joined[0] if joined else None)
    words = "Réponse définitive enregistrée."
    if answers.lacks_mediator(db, complaint):
        words += " Elle ne nomme pas le médiateur : écrivez-le au réclamant."
    if answers.is_in_window(complaint):
        words += " Elle est donnée dans les dix jours ouvrables : l’accusé n’est plus requis."
    return go(request, path_of(complaint), words)


@post("/reclamations/{complaint_id:uuid}/note", sync_to_thread=True)
def note(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    notes.add_note(work_of(db, service, viewer, form), complaint, form.lines("text"))
    return go(request, f"{path_of(complaint)}#notes", "Note ajoutée.")


@post("/reclamations/{complaint_id:uuid}/attribuer", sync_to_thread=True)
def assign(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    notes.assign(work_of(db, service, viewer, form), complaint, form.id("user"))
    nudge(db, complaint)
    return go(request, path_of(complaint), "Attribution enregistrée.")


@post("/reclamations/{complaint_id:uuid}/corriger", sync_to_thread=True)
def save(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    if complaint.confirmed_at is None:
        raise Refused(moves.NOT_CONFIRMED)
    work = work_of(db, service, viewer, form)
    with changing(work, complaint):
        changed = bool(correct(work, complaint, corrections(form)))
        changed = correct_dates(work, complaint, days_of(form)) or changed
    nudge(db, complaint)
    words = "Corrections enregistrées." if changed else "Rien n’a changé."
    return go(request, path_of(complaint), words)


@post("/reclamations/{complaint_id:uuid}/invitation", sync_to_thread=True)
def invite(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    on = needed_day(form, "on", "la date de l’invitation")
    notes.tell_invited(work_of(db, service, viewer, form), complaint, on)
    return go(request, path_of(complaint), "Invitation à écrire enregistrée.")


@post("/reclamations/{complaint_id:uuid}/documents", sync_to_thread=True)
def join(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    joined = papers(form, "file")
    if not joined:
        raise Refused("Choisissez au moins un fichier.")
    hold_back(service, (UPLOADS, str(viewer.tenant_id)))
    work = Work(db, service, viewer.user_id)
    with changing(work, complaint):
        for paper in joined:
            documents.add_document(work, complaint, paper)
    return go(request, f"{path_of(complaint)}#pieces", "Document ajouté.")


def _query(words: str, state: str, mine: bool) -> str:
    """The present search, for the links to its other pages."""
    told = {"q": words, "etat": "" if state == "any" else state, "a_moi": "1" * mine}
    return urlencode({key: value for key, value in told.items() if value})


routes = [
    show_complaints,
    show_complaint,
    move,
    answer,
    note,
    assign,
    save,
    invite,
    join,
]
