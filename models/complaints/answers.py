"""The final answer: what the two months ask for, and what Résolue rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import labels
from models.complaints.attachment import AttachmentRole
from models.complaints.complaint import Complaint
from models.complaints.documents import Paper, keep
from models.complaints.drafts import NOT_CONFIRMED
from models.complaints.work import Work, changing
from models.errors import Refused

TOO_EARLY = "La réponse ne peut pas précéder l’envoi de la réclamation."
TOO_LATE = "La date de la réponse est dans le futur."
NO_CHANNEL = "Choisissez le canal de la réponse."
NO_OUTCOME = "Choisissez l’issue donnée à la réclamation."


@dataclass(frozen=True)
class Answer:
    """When, how and with what outcome the complainant was answered (codes of labels)."""

    on: date
    channel: str
    outcome: str


def is_in_window(complaint: Complaint) -> bool:
    """Answered within the ten working days: no acknowledgement is then required."""
    answered = complaint.answered_on
    return answered is not None and answered <= complaint.acknowledge_by


def check(complaint: Complaint, answer: Answer, today: date) -> None:
    """Raise Refused with the first thing that is wrong."""
    wrong = {
        NOT_CONFIRMED: complaint.confirmed_at is None,
        TOO_EARLY: answer.on < complaint.sent_on,
        TOO_LATE: answer.on > today,
        NO_CHANNEL: answer.channel not in labels.ANSWER_CHANNELS,
        NO_OUTCOME: answer.outcome not in labels.OUTCOMES,
    }
    for sentence, is_wrong in wrong.items():
        if is_wrong:
            raise Refused(sentence)


def record_answer(
    work: Work, complaint: Complaint, answer: Answer, paper: Paper | None = None
) -> None:
    """Keep the final answer and its file; a later one replaces it, the history keeps both.

    Raises Refused, StaleVersion.
    """
    with changing(work, complaint):
        check(complaint, answer, work.today_of(complaint))
        complaint.answered_on = answer.on
        complaint.answer_channel = answer.channel
        complaint.outcome = answer.outcome
        work.tell(
            complaint,
            "answered",
            on=answer.on,
            channel=answer.channel,
            outcome=answer.outcome,
            attachment=_keep(work, complaint, paper),
            in_window=is_in_window(complaint),
        )
        work.touch_letter(complaint)


def _keep(work: Work, complaint: Complaint, paper: Paper | None) -> UUID | None:
    if paper is None:
        return None
    role = AttachmentRole.ANSWER
    return keep(work.session, work.service, complaint, paper, role).id
