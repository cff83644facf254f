"""The statuses of a confirmed complaint and the moves between them, as a table."""

from __future__ import annotations

from typing import Any

from models.base.errors import MoveRefused
from models.complaints.notes import keep_note
from models.complaints.work import Work, changing
from models.rows.complaint import Complaint, Status
from models.rows.event_kinds import EventKind

# One line a status. None of them stops the legal clock, WAITING least of all.
MOVES: dict[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.IN_PROGRESS,),
    Status.IN_PROGRESS: (Status.WAITING, Status.RESOLVED),
    Status.WAITING: (Status.IN_PROGRESS, Status.RESOLVED),
    Status.RESOLVED: (Status.CLOSED, Status.IN_PROGRESS),
    Status.CLOSED: (Status.IN_PROGRESS,),
}
# What was settled and is worked on again: said with a reason.
DONE = frozenset({Status.RESOLVED, Status.CLOSED})

NOT_CONFIRMED = "Confirmez d’abord ce brouillon : il n’a pas encore de statut."
NO_WAY = "Ce changement de statut n’est pas prévu."
NO_ANSWER = (
    "Enregistrez d’abord la réponse définitive (date, canal, issue) : "
    "une réclamation n’est résolue qu’une fois sa réponse donnée."
)
NO_REASON = "Dites pourquoi la réclamation est rouverte."


def is_reopening(old: Status, new: Status) -> bool:
    return old in DONE and new not in DONE


def why_not(complaint: Complaint, status: Status, reason: str = "") -> str:
    """The French sentence that forbids this move, or an empty string."""
    if complaint.confirmed_at is None or complaint.settled_at is not None:
        return NOT_CONFIRMED
    if status not in MOVES[complaint.status]:
        return NO_WAY
    if status is Status.RESOLVED and complaint.answered_on is None:
        return NO_ANSWER
    if is_reopening(complaint.status, status) and not reason.strip():
        return NO_REASON
    return ""


def move_to(work: Work, complaint: Complaint, status: Status, reason: str = "") -> None:
    """Change the status; raises MoveRefused with a French sentence, StaleVersion."""
    with changing(work, complaint):
        refusal = why_not(complaint, status, reason)
        if refusal:
            raise MoveRefused(refusal)
        old, complaint.status = complaint.status, status
        complaint.closed_at = work.at if status is Status.CLOSED else None
        move: dict[str, Any] = {"from": old, "to": status}
        if is_reopening(old, status):
            # People's words live in a note, which can be erased one day.
            move["note"] = keep_note(work, complaint, reason).id
            work.record(complaint, EventKind.COMPLAINT_REOPENED, **move)
        else:
            work.record(complaint, EventKind.COMPLAINT_MOVED, **move)
