"""Decision about a draft: it is a complaint, or it is not; both can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.base.errors import Refused
from models.complaints.register import next_number
from models.complaints.work import Work, changing
from models.rows import vocabularies
from models.rows.complaint import Complaint, Status
from models.rows.event_kinds import EventKind
from models.sending.acknowledgement import has_acknowledgement_left

NOT_A_DRAFT = "Ce brouillon a déjà été traité."
NOT_CONFIRMED = "Cette réclamation n’est pas confirmée."
ALREADY_WORKED = (
    "Le traitement a commencé : la confirmation ne peut plus être annulée. "
    "Utilisez les changements de statut."
)
NOT_DISMISSED = "Ce brouillon n’est pas écarté."
UNKNOWN_REASON = "Choisissez un motif dans la liste."
TOO_EARLY = "La réponse ne peut pas précéder l’envoi de la réclamation."
TOO_LATE = "La date de la réponse est dans le futur."
NO_CHANNEL = "Choisissez le canal de la réponse."
ORAL_ONLY = (
    "Une réponse donnée seulement de vive voix ne suffit pas : la réponse à une réclamation "
    "doit être écrite. Écrivez au réclamant, puis enregistrez ce que vous lui avez écrit."
)
PROMISED = (
    "L’accusé de réception est parti : il annonce une réponse au réclamant. Répondez-lui, "
    "puis dites ici quand et comment avant d’écarter ce message. Un doublon se rattache à "
    "son dossier."
)


@dataclass(frozen=True)
class Reply:
    """Reply of a person to what turned out to be no complaint: its day and channel."""

    on: date
    channel: str


def check_draft(complaint: Complaint) -> None:
    """Raise Refused unless it waits for a decision."""
    if not complaint.is_draft:
        raise Refused(NOT_A_DRAFT)


def check_given(complaint: Complaint, on: date, channel: str, today: date) -> None:
    """Raise Refused unless something was written to the complainant on a day that can be."""
    wrong = {
        TOO_EARLY: on < complaint.sent_on,
        TOO_LATE: on > today,
        ORAL_ONLY: channel == vocabularies.ORAL_ONLY,
        NO_CHANNEL: channel not in vocabularies.ANSWER_CHANNELS,
    }
    for sentence, is_wrong in wrong.items():
        if is_wrong:
            raise Refused(sentence)


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
        work.record(complaint, EventKind.COMPLAINT_CONFIRMED, number=complaint.number)
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
        work.record(complaint, EventKind.COMPLAINT_UNCONFIRMED, number=complaint.number)
        work.touch_letter(complaint)


def dismiss(
    work: Work, complaint: Complaint, reason: str, reply: Reply | None = None
) -> None:
    """It is not a complaint (2024-R-02); the reason is one of `labels.DISMISSALS`.

    Where an acknowledgement has left, its promise is kept first: `reply` says when and
    how. Raises Refused, StaleVersion.
    """
    if reason not in vocabularies.DISMISSALS:
        raise Refused(UNKNOWN_REASON)
    with changing(work, complaint):
        check_draft(complaint)
        if reply is None and has_acknowledgement_left(work.session, complaint):
            raise Refused(PROMISED)
        complaint.settled_at, complaint.dismissed_reason = work.at, reason
        work.record(
            complaint,
            EventKind.COMPLAINT_DISMISSED,
            reason=reason,
            **_take(work, complaint, reply),
        )
        work.touch_letter(complaint)


def _take(work: Work, complaint: Complaint, reply: Reply | None) -> dict[str, Any]:
    """Keep the reply; returns what the history says of it. Raises Refused."""
    if reply is None:
        return {}
    check_given(complaint, reply.on, reply.channel, work.today_of(complaint))
    complaint.answered_on, complaint.answer_channel = reply.on, reply.channel
    return {"replied_on": reply.on, "channel": reply.channel}


def undo_dismiss(work: Work, complaint: Complaint) -> None:
    """Let a dismissed draft wait for a decision again."""
    with changing(work, complaint):
        if not complaint.dismissed_reason:
            raise Refused(NOT_DISMISSED)
        complaint.settled_at, complaint.dismissed_reason = None, ""
        # What was written stays in the history: it answered no complaint.
        complaint.answered_on, complaint.answer_channel = None, ""
        work.record(complaint, EventKind.COMPLAINT_UNDISMISSED)
        work.touch_letter(complaint)
