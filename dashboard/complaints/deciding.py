"""What follows a decision: its undoing, the page to go to, the letter to wake."""

from __future__ import annotations

from models.complaints.attaching import undo_attach
from models.complaints.confirming import undo_confirm, undo_dismiss
from models.complaints.work import Work
from models.rows.complaint import Complaint
from models.rows.letter import LetterState
from models.sending.acknowledgement import find_letter
from models.store.session import TenantSession
from workers.queue import Job, enqueue_after_commit


def undo(work: Work, complaint: Complaint) -> None:
    """Take the last decision back; raises Refused, StaleVersion."""
    if complaint.attached_to is not None:
        undo_attach(work, complaint)
    elif complaint.dismissed_reason:
        undo_dismiss(work, complaint)
    else:
        undo_confirm(work, complaint)


def path_of(complaint: Complaint) -> str:
    """The page of a complaint or of a draft, whatever was decided of it."""
    if complaint.confirmed_at is not None and complaint.settled_at is None:
        return f"/reclamations/{complaint.id}"
    return f"/brouillons/{complaint.id}"


def nudge(db: TenantSession, complaint: Complaint) -> None:
    """Wake a worker for a letter that a decision let go; the sweep would find it anyway."""
    letter = find_letter(db, complaint)
    if letter is not None and letter.state is LetterState.PLANNED:
        enqueue_after_commit(db, Job.LETTER, db.tenant_id, letter.id)
