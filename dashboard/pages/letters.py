"""Decisions about an acknowledgement: send it, say that it left, or that it was done otherwise."""

from __future__ import annotations

from uuid import UUID

from dashboard.act import Act, Page, change, show
from dashboard.complaints.paths import path_of
from dashboard.complaints.reading import require_day
from dashboard.downloads import Parcel, download, note_download
from dashboard.security.access import get_letter
from models.base.errors import NotFound, Refused
from models.complaints import declaring
from models.complaints.promises import settle_promise
from models.rows import vocabularies
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.letter import Letter
from models.sending import acknowledgement, composing

ORAL = "Réclamation orale : invitez la personne à écrire, aucun accusé n’est à poster."
NO_CHANNEL = "Dites par quel canal l’accusé a été envoyé."


@change("/lettres/{letter_id:uuid}/envoyer")
def send(act: Act, letter_id: UUID) -> Page:
    letter, complaint = _letter_of(act, letter_id)
    # The letter may have been written anew since the page was opened.
    seen = act.form.text("shown")
    acknowledgement.release(act.db, act.service, letter, act.viewer.user_id, seen=seen)
    return act.return_to(complaint, "L’accusé part dans un instant.")


@change("/lettres/{letter_id:uuid}/sort")
def resolve(act: Act, letter_id: UUID) -> Page:
    letter, complaint = _letter_of(act, letter_id)
    choice, seen = act.form.text("sent"), act.form.text("shown")
    if choice not in ("oui", "non"):
        raise Refused("Dites si l’accusé est parti ou non.")
    has_left, user_id = choice == "oui", act.viewer.user_id
    acknowledgement.resolve_unknown(act.db, letter, has_left, user_id, seen=seen)
    words = "est noté comme parti." if has_left else "repart à l’identique."
    return act.return_to(complaint, f"L’accusé {words}")


@show("/lettres/{letter_id:uuid}/source")
def download_source(act: Act, letter_id: UUID) -> Page:
    letter = get_letter(act.db, letter_id)
    content = letter.content
    # A letter that has not been tried has no exact message yet.
    if not content:
        raise NotFound
    # Last, because the person's stream is locked from here.
    note_download(act.db, act.viewer, EventKind.ACCESS_LETTER_READ, letter_id=letter.id)
    name = f"accuse-{letter.created_at:%Y-%m-%d}.eml"
    return download(name, "message/rfc822", Parcel(len(content), lambda: content))


@show("/reclamations/{complaint_id:uuid}/accuse-papier")
def show_on_paper(act: Act, complaint_id: UUID) -> Page:
    """The text to post: it gives an address to write to, and asks for no reply by mail."""
    complaint = act.complaint(complaint_id)
    if complaint.is_oral:
        raise Refused(ORAL)
    text = composing.compose(act.db, complaint, act.today, on_paper=True)
    back = f"{path_of(complaint)}#accuse"
    return act.page("complaints/paper.html", text=text, back=back)


@change("/reclamations/{complaint_id:uuid}/accuse")
def prepare(act: Act, complaint_id: UUID) -> Page:
    """Make the fuller letter ready behind a receipt that left; a click then sends it."""
    complaint = act.complaint(complaint_id, locked=True)
    acknowledgement.redecide(act.db, act.service, complaint, act.viewer.user_id)
    words = "L’accusé est prêt : relisez-le, puis envoyez-le."
    return act.go(f"{path_of(complaint)}#accuse", words)


@change("/reclamations/{complaint_id:uuid}/promesse")
def settle(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    settle_promise(act.work(), complaint)
    words = "C’est noté : répondre avant la date annoncée et l’échéance suffit."
    return act.go(path_of(complaint), words)


@change("/reclamations/{complaint_id:uuid}/deja-accuse")
def declare(act: Act, complaint_id: UUID) -> Page:
    complaint, channel = act.complaint(complaint_id), act.form.text("channel")
    if channel not in vocabularies.ANSWER_CHANNELS:
        raise Refused(NO_CHANNEL)
    on = require_day(act.form, "on", "la date de l’accusé")
    way = vocabularies.ANSWER_CHANNELS[channel]
    declaring.declare_acknowledged(act.work(unseen=True), complaint, on, way)
    words = "C’est noté : déjà accusée. Le nôtre ne partira pas."
    undo = f"/reclamations/{complaint.id}/pas-accuse"
    return act.go(path_of(complaint), words, undo=undo)


@change("/reclamations/{complaint_id:uuid}/pas-accuse")
def withdraw(act: Act, complaint_id: UUID) -> Page:
    complaint = act.complaint(complaint_id)
    if complaint.acknowledged_on is None:
        raise Refused("Rien ne dit que cette réclamation a déjà été accusée.")
    declaring.withdraw_acknowledged(act.work(unseen=True), complaint)
    return act.return_to(complaint, "« Déjà accusée » est retiré.")


def _letter_of(act: Act, letter_id: UUID) -> tuple[Letter, Complaint]:
    """A letter and its complaint; the notices of the service are nobody's business here."""
    letter = get_letter(act.db, letter_id)
    if letter.complaint_id is None:
        raise NotFound
    return letter, act.complaint(letter.complaint_id)
