"""À confirmer: what was understood of a mail beside the mail, and a person's decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dashboard.act import Act, Page, change, show
from dashboard.complaints.dossier import find_suggestion, gather
from dashboard.complaints.paths import path_of
from dashboard.complaints.reading import read_days, read_fields
from dashboard.complaints.sending import describe_letter
from dashboard.complaints.trust import (
    explain_fields,
    explain_reception,
    explain_sending,
)
from dashboard.forms import Form
from models.base.errors import Refused
from models.complaints import confirming
from models.complaints.attaching import attach, undo_attach
from models.complaints.corrections import (
    choose_complainant,
    correct,
    correct_dates,
)
from models.complaints.fields import FIELDS
from models.complaints.legal_dates import late_on_handover
from models.complaints.notes import add_note
from models.complaints.search import Wanted, search
from models.complaints.work import Work, changing
from models.rows import vocabularies
from models.rows.complaint import Complaint
from models.rows.letter import ACKNOWLEDGING, Letter
from models.sending.acknowledgement import has_acknowledgement_left
from models.store.session import TenantSession

VIEWS = ("texte", "recu")


@show("/brouillons")
def show_drafts(act: Act) -> Page:
    tenant, query = act.tenant, act.query
    wanted = Wanted(words=query.words, state="draft", page=query.page)
    found = search(act.db, tenant.id, wanted, act.today)
    drafts = [line.complaint for line in found.lines]
    zone = ZoneInfo(tenant.time_zone)
    return act.page(
        "drafts/list.html",
        handovers={draft.id: late_on_handover(draft, tenant) for draft in drafts},
        found=found,
        wanted=wanted,
        letters=_letters(act.db, [draft.id for draft in drafts], zone),
        trusts={draft.id: explain_fields(draft) for draft in drafts},
    )


@show("/brouillons/{draft_id:uuid}")
def show_draft(act: Act, draft_id: UUID) -> Page:
    draft = act.complaint(draft_id)
    if path_of(draft) != act.request.url.path:
        return act.go(path_of(draft))
    return _draft_page(act, draft)


@change("/brouillons/{draft_id:uuid}/corriger")
def save(act: Act, draft_id: UUID) -> Page:
    draft = act.complaint(draft_id)
    has_changed = _save(act.work(), draft, act.form)
    words = "Corrections enregistrées." if has_changed else "Rien n’a changé."
    return act.return_to(draft, words)


@change("/brouillons/{draft_id:uuid}/confirmer")
def confirm(act: Act, draft_id: UUID) -> Page:
    draft, work = act.complaint(draft_id), act.work()
    with changing(work, draft):
        # First, so that a draft that was decided elsewhere is not corrected on the way.
        confirming.check_draft(draft)
        _save(work, draft, act.form)
        number = confirming.confirm(work, draft)
    words = f"Réclamation confirmée sous le numéro {number}."
    return act.return_to(draft, words, undo=f"/brouillons/{draft.id}/annuler")


@change("/brouillons/{draft_id:uuid}/reclamant")
def choose(act: Act, draft_id: UUID) -> Page:
    draft, party_id = act.complaint(draft_id), act.form.id("party")
    if party_id is None:
        raise Refused("Choisissez une personne.")
    choose_complainant(act.work(), draft, party_id)
    return act.return_to(draft, "Réclamant changé : l’accusé a été réexaminé.")


@change("/brouillons/{draft_id:uuid}/ecarter")
def dismiss(act: Act, draft_id: UUID) -> Page:
    draft, work, form = act.complaint(draft_id), act.work(), act.form
    with changing(work, draft):
        confirming.dismiss(work, draft, form.text("reason"), _reply(form))
        if form.lines("note"):
            add_note(work, draft, form.lines("note"))
    words = f"{draft.public_reference} écarté : ce n’est pas une réclamation."
    return act.go("/brouillons", words, undo=f"/brouillons/{draft.id}/annuler")


@show("/brouillons/{draft_id:uuid}/rattacher")
def choose_file(act: Act, draft_id: UUID) -> Page:
    draft, words = act.complaint(draft_id), act.query.words
    # The first look is for other files of the same person.
    if "q" not in act.query:
        words = draft.complainant_email or draft.complainant_name
    wanted = Wanted(words=words, state="any", page=act.query.page)
    found = search(act.db, act.db.tenant_id, wanted, act.today)
    return act.page("drafts/attach.html", draft=draft, found=found, wanted=wanted)


@change("/brouillons/{draft_id:uuid}/rattacher")
def attach_to(act: Act, draft_id: UUID) -> Page:
    draft, target_id = act.complaint(draft_id), act.form.id("target")
    if target_id is None:
        raise Refused("Choisissez le dossier auquel rattacher ce brouillon.")
    target = act.complaint(target_id)
    attach(act.work(), draft, target)
    name = target.number or target.public_reference
    words = f"{draft.public_reference} rattaché au dossier {name}."
    return act.go(path_of(target), words, undo=f"/brouillons/{draft.id}/annuler")


@change("/brouillons/{draft_id:uuid}/annuler")
def undo(act: Act, draft_id: UUID) -> Page:
    """Take the last decision back."""
    draft = act.complaint(draft_id)
    # The button of a word shown once knows no version: what it may undo says so itself.
    work = act.work(unseen=not act.form.version)
    if draft.attached_to is not None:
        undo_attach(work, draft)
    elif draft.dismissed_reason:
        confirming.undo_dismiss(work, draft)
    else:
        confirming.undo_confirm(work, draft)
    return act.return_to(draft, "C’est annulé : le brouillon attend à nouveau.")


def _save(work: Work, draft: Complaint, form: Form) -> bool:
    """Keep the fields and the days of the form, all or nothing; True when something changed."""
    with changing(work, draft):
        has_changed = bool(correct(work, draft, read_fields(form)))
        # A form without the two days leaves them as they are.
        if not {"sent_on", "received_on"} <= form.names:
            return has_changed
        return correct_dates(work, draft, read_days(form)) or has_changed


def _reply(form: Form) -> confirming.Reply | None:
    """The answer given to the person whose message is dismissed, where the form says so."""
    on = form.day("reply_on")
    return confirming.Reply(on, form.text("reply_channel")) if on else None


def _draft_page(act: Act, draft: Complaint) -> Page:
    view, target_id = act.query.text("vue"), draft.attached_to
    return act.page(
        "drafts/draft.html",
        dossier=gather(act.db, draft),
        draft=draft,
        trust=explain_fields(draft),
        source=explain_sending(draft),
        reception=explain_reception(draft),
        vocabularies=vocabularies,
        fields=FIELDS,
        answer_channels=vocabularies.ANSWER_CHANNELS | vocabularies.ORAL_ANSWER,
        has_promised=has_acknowledgement_left(act.db, draft),
        target=act.complaint(target_id) if target_id else None,
        suggestion=find_suggestion(act.db, draft),
        view=view if view in VIEWS else VIEWS[0],
    )


def _letters(db: TenantSession, ids: list[UUID], zone: ZoneInfo) -> dict[UUID, Any]:
    mine = select(Letter).where(
        Letter.tenant_id == db.tenant_id,
        Letter.complaint_id.in_(ids),
        Letter.kind.in_(ACKNOWLEDGING),
    )
    # The receipt comes last: of a draft it is the letter that counts.
    return {
        letter.complaint_id: describe_letter(letter, zone)
        for letter in db.scalars(mine.order_by(Letter.kind))
        if letter.complaint_id
    }
