"""À confirmer: what was understood of a mail beside the mail, and a person's decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import FromPath
from sqlalchemy import select

from dashboard import query
from dashboard.complaints.deciding import nudge, path_of, undo
from dashboard.complaints.dossier import gather, suggested
from dashboard.complaints.reading import corrections, days_of, work_of
from dashboard.complaints.sending import sending
from dashboard.complaints.trust import reception_trust, sending_source, trust_of
from dashboard.dependencies import HttpRequest, TheDb, TheForm, TheService, TheViewer
from dashboard.forms import Form
from dashboard.rendering import go, page
from dashboard.security.access import get_complaint, get_tenant
from models.base.errors import Refused
from models.complaints import confirming
from models.complaints.attaching import attach
from models.complaints.corrections import (
    choose_complainant,
    correct,
    correct_dates,
)
from models.complaints.fields import FIELDS
from models.complaints.legal_dates import late_on_handover, today_of
from models.complaints.notes import add_note
from models.complaints.search import Wanted, search
from models.complaints.work import Work, changing
from models.rows import vocabularies
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter
from models.sending.acknowledgement import has_acknowledgement_left
from models.store.session import TenantSession

VIEWS = ("texte", "recu")


@get("/brouillons", sync_to_thread=True)
def show_drafts(request: HttpRequest, db: TheDb) -> Response[Any]:
    tenant = get_tenant(db)
    today = today_of(tenant, now())
    wanted = Wanted(
        words=query.words(request),
        state="draft",
        page=query.page_number(request),
    )
    found = search(db, db.tenant_id, wanted, today)
    zone = ZoneInfo(tenant.time_zone)
    letters = _letters(db, [line.complaint.id for line in found.lines], zone)
    trusts = {line.complaint.id: trust_of(line.complaint) for line in found.lines}
    handovers = {
        line.complaint.id: late_on_handover(line.complaint, tenant)
        for line in found.lines
    }
    return page(
        request,
        "drafts/list.html",
        handovers=handovers,
        found=found,
        wanted=wanted,
        letters=letters,
        trusts=trusts,
    )


@get("/brouillons/{draft_id:uuid}", sync_to_thread=True)
def show_draft(
    request: HttpRequest, db: TheDb, draft_id: FromPath[UUID]
) -> Response[Any]:
    draft = get_complaint(db, draft_id)
    if path_of(draft) != request.url.path:
        return go(request, path_of(draft))
    return _page_of(request, db, draft)


@post("/brouillons/{draft_id:uuid}/corriger", sync_to_thread=True)
def save(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    draft_id: FromPath[UUID],
) -> Response[Any]:
    draft = get_complaint(db, draft_id)
    changed = _save(work_of(db, service, viewer, form), draft, form)
    nudge(db, draft)
    words = "Corrections enregistrées." if changed else "Rien n’a changé."
    return go(request, path_of(draft), words)


@post("/brouillons/{draft_id:uuid}/confirmer", sync_to_thread=True)
def confirm(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    draft_id: FromPath[UUID],
) -> Response[Any]:
    draft = get_complaint(db, draft_id)
    work = work_of(db, service, viewer, form)
    with changing(work, draft):
        confirming.check_draft(draft)
        _save(work, draft, form)
        number = confirming.confirm(work, draft)
    nudge(db, draft)
    words = f"Réclamation confirmée sous le numéro {number}."
    return go(request, path_of(draft), words, undo=f"/brouillons/{draft.id}/annuler")


@post("/brouillons/{draft_id:uuid}/reclamant", sync_to_thread=True)
def choose(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    draft_id: FromPath[UUID],
) -> Response[Any]:
    draft, party_id = get_complaint(db, draft_id), form.id("party")
    if party_id is None:
        raise Refused("Choisissez une personne.")
    choose_complainant(work_of(db, service, viewer, form), draft, party_id)
    nudge(db, draft)
    return go(request, path_of(draft), "Réclamant changé : l’accusé a été réexaminé.")


@post("/brouillons/{draft_id:uuid}/ecarter", sync_to_thread=True)
def dismiss(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    draft_id: FromPath[UUID],
) -> Response[Any]:
    draft = get_complaint(db, draft_id)
    work = work_of(db, service, viewer, form)
    with changing(work, draft):
        confirming.dismiss(work, draft, form.text("reason"), _reply(form))
        if form.lines("note"):
            add_note(work, draft, form.lines("note"))
    words = f"{draft.public_reference} écarté : ce n’est pas une réclamation."
    return go(request, "/brouillons", words, undo=f"/brouillons/{draft.id}/annuler")


@get("/brouillons/{draft_id:uuid}/rattacher", sync_to_thread=True)
def choose_file(
    request: HttpRequest, db: TheDb, draft_id: FromPath[UUID]
) -> Response[Any]:
    draft = get_complaint(db, draft_id)
    words = query.words(request)
    if "q" not in request.query_params:
        words = draft.complainant_email or draft.complainant_name
    wanted = Wanted(words=words, state="any", page=query.page_number(request))
    today = today_of(get_tenant(db), now())
    found = search(db, db.tenant_id, wanted, today)
    return page(request, "drafts/attach.html", draft=draft, found=found, wanted=wanted)


@post("/brouillons/{draft_id:uuid}/rattacher", sync_to_thread=True)
def attach_to(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    draft_id: FromPath[UUID],
) -> Response[Any]:
    draft, target_id = get_complaint(db, draft_id), form.id("target")
    if target_id is None:
        raise Refused("Choisissez le dossier auquel rattacher ce brouillon.")
    target = get_complaint(db, target_id)
    attach(work_of(db, service, viewer, form), draft, target)
    name = target.number or target.public_reference
    words = f"{draft.public_reference} rattaché au dossier {name}."
    return go(request, path_of(target), words, undo=f"/brouillons/{draft.id}/annuler")


@post("/brouillons/{draft_id:uuid}/annuler", sync_to_thread=True)
def take_back(
    request: HttpRequest,
    db: TheDb,
    service: TheService,
    viewer: TheViewer,
    form: TheForm,
    draft_id: FromPath[UUID],
) -> Response[Any]:
    draft = get_complaint(db, draft_id)
    # The button of a word shown once knows no version: what it may undo says so itself.
    undo(Work(db, service, viewer.user_id, seen=form.version or None), draft)
    nudge(db, draft)
    return go(request, path_of(draft), "C’est annulé : le brouillon attend à nouveau.")


def _save(work: Work, draft: Complaint, form: Form) -> bool:
    """Keep the fields and the days of the form, all or nothing."""
    with changing(work, draft):
        changed = bool(correct(work, draft, corrections(form)))
        if not {"sent_on", "received_on"} <= form.names:
            return changed
        return correct_dates(work, draft, days_of(form)) or changed


def _reply(form: Form) -> confirming.Reply | None:
    """The answer given to the person whose message is dismissed, where the form says so."""
    on = form.day("reply_on")
    return confirming.Reply(on, form.text("reply_channel")) if on else None


def _page_of(
    request: HttpRequest, db: TenantSession, draft: Complaint
) -> Response[Any]:
    view = request.query_params.get("vue", "")
    return page(
        request,
        "drafts/draft.html",
        d=gather(db, draft),
        draft=draft,
        trust=trust_of(draft),
        source=sending_source(draft),
        reception=reception_trust(draft),
        labels=vocabularies,
        fields=FIELDS,
        answer_channels=vocabularies.ANSWER_CHANNELS | vocabularies.ORAL_ANSWER,
        has_promised=has_acknowledgement_left(db, draft),
        target=_target(db, draft),
        suggested=suggested(db, draft),
        view=view if view in VIEWS else VIEWS[0],
    )


def _target(db: TenantSession, draft: Complaint) -> Complaint | None:
    return get_complaint(db, draft.attached_to) if draft.attached_to else None


def _letters(db: TenantSession, ids: list[UUID], zone: ZoneInfo) -> dict[UUID, Any]:
    mine = select(Letter).where(
        Letter.tenant_id == db.tenant_id,
        Letter.complaint_id.in_(ids),
        Letter.kind.in_(ACKNOWLEDGING),
    )
    # The receipt comes last: of a draft it is the letter that counts.
    return {
        letter.complaint_id: sending(letter, zone)
        for letter in db.scalars(mine.order_by(Letter.kind))
        if letter.complaint_id
    }


routes = [
    show_drafts,
    show_draft,
    save,
    confirm,
    choose,
    dismiss,
    choose_file,
    attach_to,
    take_back,
]
