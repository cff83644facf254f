"""What a person says of an acknowledgement: send it, it was sent, it was done otherwise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from dashboard.complaints.deciding import nudge, path_of
from dashboard.complaints.reading import needed_day, work_of
from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.downloads import Taken, download, note_download
from dashboard.rendering import go, page
from dashboard.security.access import get_complaint, get_letter, get_tenant
from models.base.errors import NotFound, Refused
from models.cabinets.journal import Access
from models.complaints import declaring
from models.complaints.legal_dates import today_of
from models.complaints.promises import settle_promise
from models.complaints.work import Work
from models.rows import vocabularies
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import Letter
from models.sending import acknowledgement, composing
from models.store.session import TenantSession

ORAL = "Réclamation orale : invitez la personne à écrire, aucun accusé n’est à poster."
NO_CHANNEL = "Dites par quel canal l’accusé a été envoyé."


@post("/lettres/{letter_id:uuid}/envoyer", sync_to_thread=True)
def send(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    letter_id: FromPath[UUID],
) -> Response[Any]:
    letter = _letter(db, letter_id)
    complaint, seen = _complaint(db, letter), form.text("shown")
    acknowledgement.release(db, service, letter, viewer.user_id, seen=seen)
    nudge(db, complaint)
    return go(request, path_of(complaint), "L’accusé part dans un instant.")


@post("/lettres/{letter_id:uuid}/sort", sync_to_thread=True)
def resolve(
    request: HttpRequest,
    db: TheDb,
    viewer: TheViewer,
    form: TheForm,
    letter_id: FromPath[UUID],
) -> Response[Any]:
    letter = _letter(db, letter_id)
    complaint, answered = _complaint(db, letter), form.text("sent")
    if answered not in ("oui", "non"):
        raise Refused("Dites si l’accusé est parti ou non.")
    sent, seen = answered == "oui", form.text("shown")
    acknowledgement.resolve_unknown(db, letter, sent, viewer.user_id, seen=seen)
    nudge(db, complaint)
    words = (
        "L’accusé est noté comme parti." if sent else "L’accusé repart à l’identique."
    )
    return go(request, path_of(complaint), words)


@get("/lettres/{letter_id:uuid}/source", sync_to_thread=True)
def source(db: TheDb, viewer: TheViewer, letter_id: FromPath[UUID]) -> Response[Any]:
    letter = _letter(db, letter_id)
    content = letter.content
    if not content:
        raise NotFound
    note_download(db, viewer, Access.LETTER_READ, letter_id=letter.id)
    name = f"accuse-{letter.created_at:%Y-%m-%d}.eml"
    return download(name, "message/rfc822", Taken(len(content), lambda: content))


@get("/reclamations/{complaint_id:uuid}/accuse-papier", sync_to_thread=True)
def paper(
    request: HttpRequest, db: TheDb, complaint_id: FromPath[UUID]
) -> Response[Any]:
    """The text to post: it gives an address to write to, and asks for no reply by mail."""
    complaint = get_complaint(db, complaint_id)
    if complaint.channel in vocabularies.ORAL_CHANNELS:
        raise Refused(ORAL)
    today = today_of(get_tenant(db), now())
    text = composing.compose(db, complaint, today, on_paper=True)
    return page(
        request, "complaints/paper.html", text=text, back=f"{path_of(complaint)}#accuse"
    )


@post("/reclamations/{complaint_id:uuid}/accuse", sync_to_thread=True)
def prepare(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    """Make the fuller letter ready behind a receipt that left; a click then sends it."""
    complaint = get_complaint(db, complaint_id, locked=True)
    acknowledgement.redecide(db, service, complaint, viewer.user_id)
    words = "L’accusé est prêt : relisez-le, puis envoyez-le."
    return go(request, f"{path_of(complaint)}#accuse", words)


@post("/reclamations/{complaint_id:uuid}/promesse", sync_to_thread=True)
def settle(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    settle_promise(work_of(db, service, viewer, form), complaint)
    words = "C’est noté : répondre avant la date annoncée et l’échéance suffit."
    return go(request, path_of(complaint), words)


@post("/reclamations/{complaint_id:uuid}/deja-accuse", sync_to_thread=True)
def declare(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    channel = form.text("channel")
    if channel not in vocabularies.ANSWER_CHANNELS:
        raise Refused(NO_CHANNEL)
    on = needed_day(form, "on", "la date de l’accusé")
    words = vocabularies.ANSWER_CHANNELS[channel]
    work = Work(db, service, viewer.user_id)
    declaring.declare_acknowledged(work, complaint, on, words)
    words = "C’est noté : déjà accusée. Le nôtre ne partira pas."
    undo = f"/reclamations/{complaint.id}/pas-accuse"
    return go(request, path_of(complaint), words, undo=undo)


@post("/reclamations/{complaint_id:uuid}/pas-accuse", sync_to_thread=True)
def withdraw(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    complaint_id: FromPath[UUID],
) -> Response[Any]:
    complaint = get_complaint(db, complaint_id)
    if complaint.acknowledged_on is None:
        raise Refused("Rien ne dit que cette réclamation a déjà été accusée.")
    work = Work(db, service, viewer.user_id)
    declaring.withdraw_acknowledged(work, complaint)
    nudge(db, complaint)
    return go(request, path_of(complaint), "« Déjà accusée » est retiré.")


def _letter(db: TenantSession, letter_id: UUID) -> Letter:
    """A letter of a complaint; our own notices are nobody's business here."""
    letter = get_letter(db, letter_id)
    if letter.complaint_id is None:
        raise NotFound
    return letter


def _complaint(db: TenantSession, letter: Letter) -> Complaint:
    if letter.complaint_id is None:
        raise NotFound
    return get_complaint(db, letter.complaint_id)


routes = [send, resolve, source, paper, prepare, settle, declare, withdraw]
