"""What a person decides about a draft: it is a complaint, or it is not; both can be undone."""

from __future__ import annotations

from models import labels
from models.complaints.complaint import Complaint, Status
from models.complaints.register import next_number
from models.complaints.work import Work, changing
from models.errors import Refused

NOT_A_DRAFT = "Ce brouillon a déjà été traité."
NOT_CONFIRMED = "Cette réclamation n’est pas confirmée."
ALREADY_WORKED = (
    "Le traitement a commencé : la confirmation ne peut plus être annulée. "
    "Utilisez les changements de statut."
)
NOT_DISMISSED = "Ce brouillon n’est pas écarté."
UNKNOWN_REASON = "Choisissez un motif dans la liste."


def check_draft(complaint: Complaint) -> None:
    """Raise Refused unless it waits for a decision."""
    if not complaint.is_draft:
        raise Refused(NOT_A_DRAFT)


def confirm(work: Work, complaint: Complaint) -> str:
    """It is a complaint: give its register number and re-decide the acknowledgement.

    A number once given is kept, so that an undone confirmation leaves no hole.
    Raises Refused, StaleVersion.
    """
    with changing(work, complaint):
        check_draft(complaint)
        if complaint.number is None:
            year = work.today_of(complaint).year
            complaint.number = next_number(work.session, complaint.tenant_id, year)
        complaint.confirmed_at, complaint.confirmed_by = work.at, work.actor_id
        complaint.status = Status.NEW
        work.tell(complaint, "confirmed", number=complaint.number)
        work.touch_letter(complaint)
    return complaint.number


def undo_confirm(work: Work, complaint: Complaint) -> None:
    """Make it a draft again, as long as nobody has begun to work on it."""
    with changing(work, complaint):
        if complaint.confirmed_at is None:
            raise Refused(NOT_CONFIRMED)
        if complaint.status is not Status.NEW or complaint.answered_on is not None:
            raise Refused(ALREADY_WORKED)
        complaint.confirmed_at = complaint.confirmed_by = None
        work.tell(complaint, "unconfirmed", number=complaint.number)
        work.touch_letter(complaint)


def dismiss(work: Work, complaint: Complaint, reason: str) -> None:
    """It is not a complaint (2024-R-02); the reason is one of `labels.DISMISSALS`."""
    if reason not in labels.DISMISSALS:
        raise Refused(UNKNOWN_REASON)
    with changing(work, complaint):
        check_draft(complaint)
        complaint.settled_at, complaint.dismissed_reason = work.at, reason
        work.tell(complaint, "dismissed", reason=reason)
        work.touch_letter(complaint)


def undo_dismiss(work: Work, complaint: Complaint) -> None:
    """Let a dismissed draft wait for a decision again."""
    with changing(work, complaint):
        if not complaint.dismissed_reason:
            raise Refused(NOT_DISMISSED)
        complaint.settled_at, complaint.dismissed_reason = None, ""
        work.tell(complaint, "undismissed")
        work.touch_letter(complaint)
