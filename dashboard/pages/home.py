"""The first page: what waits, what is late, what is broken, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Response, get

from dashboard.complaints.deciding import path_of
from dashboard.complaints.sending import sending
from dashboard.dependencies import HttpRequest, TheDb, TheService, TheViewer
from dashboard.first_steps import first_steps
from dashboard.frame import Frame, frame_of
from dashboard.rendering import page
from models.complaints.overview import Overview, letters_to_settle, nearest, overview
from models.sending.restoring import count_held


@dataclass(frozen=True)
class Figure:
    """One number of the first page; `level` colours it when it is not zero."""

    number: int
    words: str
    path: str
    level: str


@get("/", sync_to_thread=True)
def home(
    request: HttpRequest, db: TheDb, service: TheService, viewer: TheViewer
) -> Response[Any]:
    frame = frame_of(db)
    counted = overview(db, db.tenant_id, frame.today, frame.calendar)
    return page(
        request,
        "home/home.html",
        figures=_figures(counted, frame),
        lines=nearest(db, db.tenant_id),
        letters=[
            (sending(letter, frame.zone), complaint)
            for letter, complaint in letters_to_settle(db, db.tenant_id)
        ],
        open=counted.open,
        restored_at=frame.restored_at,
        restored_letters=count_held(db) if frame.restored_at else 0,
        steps=first_steps(db, service.settings) if viewer.is_owner else [],
        path_of=path_of,
    )


@get("/aide", sync_to_thread=True)
def guide(request: HttpRequest, db: TheDb) -> Response[Any]:
    """The guide, for whoever is signed in."""
    return page(request, "help/guide.html")


def _figures(counted: Overview, frame: Frame) -> list[Figure]:
    table = (
        (counted.drafts, "à confirmer", "", "/brouillons", "accent"),
        (counted.overdue, "en retard", "", "/reclamations?etat=overdue", "late"),
        (counted.soon, "à échéance sous 3 jours ouvrables", "", "#echeances", "soon"),
        (counted.held_letters, "accusé retenu", "accusés retenus", "#accuses", "soon"),
        (counted.uncertain_letters, "accusé incertain", "accusés incertains", "#accuses", "late"),
        (frame.set_aside, "message mis de côté", "messages mis de côté", "/mis-de-cote", "soon"),
        (frame.broken_mailboxes, "boîte en panne", "boîtes en panne", "/boites", "late"),
    )  # fmt: skip
    return [
        Figure(number, many if many and number > 1 else one, path, level)
        for number, one, many, path, level in table
    ]


routes = [home, guide]
