"""The first page: what waits, what is late, what is broken, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.act import Act, Page, show
from dashboard.complaints.paths import path_of
from dashboard.complaints.sending import describe_letter
from dashboard.first_steps import list_steps
from dashboard.frame import Frame, frame_of
from models.complaints.overview import Overview, letters_to_settle, nearest, overview
from models.sending.restoring import count_held


@dataclass(frozen=True)
class Figure:
    """One number of the first page; `level` colours it when it is not zero."""

    number: int
    words: str
    path: str
    level: str


@show("/")
def show_home(act: Act) -> Page:
    db, frame = act.db, frame_of(act.db)
    counts = overview(db, db.tenant_id, frame.today, frame.calendar)
    is_owner = act.viewer.is_owner
    return act.page(
        "home/home.html",
        figures=_figures(counts, frame),
        lines=nearest(db, db.tenant_id),
        letters=[
            (describe_letter(letter, frame.zone), complaint)
            for letter, complaint in letters_to_settle(db, db.tenant_id)
        ],
        open=counts.open,
        restored_at=frame.restored_at,
        restored_letters=count_held(db) if frame.restored_at else 0,
        steps=list_steps(db, act.service.settings) if is_owner else [],
        path_of=path_of,
    )


@show("/aide")
def show_guide(act: Act) -> Page:
    """The guide, for everybody who is signed in."""
    return act.page("help/guide.html")


def _figures(counts: Overview, frame: Frame) -> list[Figure]:
    table = (
        (counts.drafts, "à confirmer", "", "/brouillons", "accent"),
        (counts.overdue, "en retard", "", "/reclamations?etat=overdue", "late"),
        (counts.soon, "à échéance sous 3 jours ouvrables", "", "#echeances", "soon"),
        (counts.held_letters, "accusé retenu", "accusés retenus", "#accuses", "soon"),
        (counts.uncertain_letters, "accusé incertain", "accusés incertains", "#accuses", "late"),
        (frame.set_aside, "message mis de côté", "messages mis de côté", "/mis-de-cote", "soon"),
        (frame.broken_mailboxes, "boîte en panne", "boîtes en panne", "/boites", "late"),
    )  # fmt: skip
    return [
        Figure(number, many if many and number > 1 else singular, path, level)
        for number, singular, many, path, level in table
    ]
