"""The complaints: found by a search, followed from Nouvelle to Clôturée on a page each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.complaints.dossier import gather
from dashboard.complaints.paths import path_of
from dashboard.complaints.reading import (
    read_answer,
    read_days,
    read_documents,
    read_fields,
    require_day,
)
from dashboard.complaints.trust import explain_reception, explain_sending
from dashboard.forms import Form
from models.base.errors import Refused, StaleVersion
from models.cabinets.throttle import UPLOADS
from models.complaints import answers, documents, moves, notes
from models.complaints.corrections import correct, correct_dates
from models.complaints.fields import FIELDS
from models.complaints.search import STATES, Wanted, count_states, search
from models.complaints.work import changing
from models.rows import vocabularies
from models.rows.complaint import Complaint, Status
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


@show("/reclamations")
def show_complaints(act: Act) -> Page:
    words, state, db = act.query.words, act.query.text("etat"), act.db
    # A search without a tab looks everywhere, drafts included.
    state = state if state in STATES else "any" if words else "open"
    is_mine = act.query.text("a_moi") == "1"
    wanted = Wanted(
        words=words,
        state=state,
        assigned_to=act.viewer.user_id if is_mine else None,
        page=act.query.page,
    )
    return act.page(
        "complaints/list.html",
        found=search(db, db.tenant_id, wanted, act.today),
        counts=count_states(db, db.tenant_id, act.today),
        wanted=wanted,
        mine=is_mine,
        tabs=TABS,
        path_of=path_of,
        query=_query(words, state, is_mine),
        names={u.id: u.name for u in notes.list_assignable(db, db.tenant_id)},
    )


@show("/reclamations/{complaint_id:uuid}")
def show_complaint(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    if path_of(complaint) != act.request.url.path:
        return act.go(path_of(complaint))
    return _complaint_page(act, complaint)


@change("/reclamations/{complaint_id:uuid}/statut")
def move(act: Act, complaint_id: UUID) -> Page:
    complaint, status = act.complaint(complaint_id), act.form.choice("status", Status)
    moves.move_to(act.work(), complaint, status, act.form.lines("reason", 2000))
    return act.return_to(complaint, f"Statut : {vocabularies.STATUSES[status]}.")


@change("/reclamations/{complaint_id:uuid}/reponse")
def answer(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    if complaint.confirmed_at is None:
        raise Refused(moves.NOT_CONFIRMED)
    try:
        # A refusal comes after some changes: none of them may be saved with the page.
        with act.db.begin_nested():
            _record_answer(act, complaint)
    except StaleVersion:
        # The page of the failure keeps what was typed: the form would be of another version.
        raise
    except Refused as refusal:
        return _complaint_page(act, complaint, str(refusal))
    words = "Réponse définitive enregistrée."
    if answers.lacks_mediator(act.db, complaint):
        words += " Elle ne nomme pas le médiateur : écrivez-le au réclamant."
    if answers.is_in_window(complaint):
        words += " Elle est donnée dans les dix jours ouvrables : l’accusé n’est plus requis."
    return act.return_to(complaint, words)


def _record_answer(act: Act, complaint: Complaint) -> None:
    copies = read_documents(act.form, "file")
    copy = copies[0] if copies else None
    answers.record_answer(act.work(), complaint, read_answer(act.form), copy)


@change("/reclamations/{complaint_id:uuid}/note")
def note(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    notes.add_note(act.work(), complaint, act.form.lines("text"))
    return act.return_to(complaint, "Note ajoutée.", at="notes")


@change("/reclamations/{complaint_id:uuid}/attribuer")
def assign(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    notes.assign(act.work(), complaint, act.form.id("user"))
    return act.return_to(complaint, "Attribution enregistrée.")


@change("/reclamations/{complaint_id:uuid}/corriger")
def save(act: Act, complaint_id: UUID) -> Page:
    complaint, work = act.complaint(complaint_id), act.work()
    if complaint.confirmed_at is None:
        raise Refused(moves.NOT_CONFIRMED)
    with changing(work, complaint):
        has_changed = bool(correct(work, complaint, read_fields(act.form)))
        has_changed |= correct_dates(work, complaint, read_days(act.form))
    words = "Corrections enregistrées." if has_changed else "Rien n’a changé."
    return act.return_to(complaint, words)


@change("/reclamations/{complaint_id:uuid}/invitation")
def invite(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    on = require_day(act.form, "on", "la date de l’invitation")
    notes.record_invitation(act.work(), complaint, on)
    return act.return_to(complaint, "Invitation à écrire enregistrée.")


@change("/reclamations/{complaint_id:uuid}/documents")
def add_documents(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    joined = read_documents(act.form, "file")
    if not joined:
        raise Refused("Choisissez au moins un fichier.")
    act.count_try(UPLOADS, act.viewer.tenant_id)
    work = act.work(unseen=True)
    with changing(work, complaint):
        for document in joined:
            documents.add_document(work, complaint, document)
    return act.return_to(complaint, "Document ajouté.", at="pieces")


def _complaint_page(act: Act, complaint: Complaint, error: str = "") -> Page:
    """The page of a complaint; an error is of the answer that the form says."""
    return act.page(
        "complaints/complaint.html",
        error=error,
        answer=_read_typed_answer(act.form) if error else _answer_of(act, complaint),
        dossier=gather(act.db, complaint),
        complaint=complaint,
        vocabularies=vocabularies,
        fields=FIELDS,
        source=explain_sending(complaint),
        reception=explain_reception(complaint),
        moves=moves.MOVES[complaint.status],
        is_reopening=moves.is_reopening,
        in_window=answers.is_in_window(complaint),
        answer_channels=vocabularies.ANSWER_CHANNELS | vocabularies.ORAL_ANSWER,
        answer_text=answers.read_text(act.db, act.service, complaint),
        has_copy=answers.has_copy(act.db, complaint),
        lacks_mediator=answers.lacks_mediator(act.db, complaint),
        has_mediator=has_mediator(act.db, complaint),
        colleagues=notes.list_assignable(act.db, act.db.tenant_id),
    )


def _answer_of(act: Act, complaint: Complaint) -> dict[str, Any]:
    """The values that the form of an answer shows first."""
    return {
        "on": complaint.answered_on or act.today,
        "channel": complaint.answer_channel,
        "outcome": complaint.outcome,
        "directed_to": complaint.directed_to,
        "text": "",
        "names_mediator": complaint.answer_names_mediator,
        "has_file": False,
    }


def _read_typed_answer(form: Form) -> dict[str, Any]:
    """The values of an answer that was refused; a browser never gives its file back."""
    return {
        "on": form.text("on"),
        "channel": form.text("channel"),
        "outcome": form.text("outcome"),
        "directed_to": form.text("directed_to"),
        "text": form.lines("text", answers.LONGEST),
        "names_mediator": form.flag("names_mediator"),
        "has_file": bool(form.files("file")),
    }


def _query(words: str, state: str, is_mine: bool) -> str:
    """The present search, for the links to its other pages."""
    etat = "" if state == "any" else state
    values = {"q": words, "etat": etat, "a_moi": "1" * is_mine}
    return urlencode({key: value for key, value in values.items() if value})
