"""« Déjà accusée »: a person says that a complaint was acknowledged by other means than ours."""

from __future__ import annotations

from datetime import date

from models.base.errors import Refused
from models.complaints.work import Work, changing
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.letter import Letter, LetterState
from models.sending.deciding import find_letters

ON_ITS_WAY = "L’accusé est en train de partir : regardez à nouveau dans un instant."
ALREADY_SENT = "L’accusé est déjà parti."
BAD_DAY = "La date doit être comprise entre l’envoi de la réclamation et aujourd’hui."
NO_CHANNEL = "Dites par quel moyen la réclamation a été accusée."


def declare_acknowledged(
    work: Work, complaint: Complaint, on: date, channel: str
) -> None:
    """« Déjà accusé »: by other means, that day; ours is suppressed if it has not left.

    `channel` is what a letter's reason says, in French. Raises Refused, StaleVersion.
    """
    with changing(work, complaint):
        letters = find_letters(work.session, complaint)
        for letter in letters:
            _check_may_be_declared(letter)
        if not channel.strip():
            raise Refused(NO_CHANNEL)
        if not complaint.sent_on <= on <= work.today_of(complaint):
            raise Refused(BAD_DAY)
        complaint.acknowledged_on = on
        complaint.acknowledged_by_channel = channel.strip()
        work.record(
            complaint, EventKind.COMPLAINT_ACKNOWLEDGED, on=on, channel=channel.strip()
        )
        work.touch_letter(complaint)


def withdraw_acknowledged(work: Work, complaint: Complaint) -> None:
    """Take « déjà accusé » back: the letter is decided again. Raises StaleVersion."""
    with changing(work, complaint):
        complaint.acknowledged_on, complaint.acknowledged_by_channel = None, ""
        work.record(complaint, EventKind.COMPLAINT_ACKNOWLEDGEMENT_WITHDRAWN)
        work.touch_letter(complaint)


def _check_may_be_declared(letter: Letter) -> None:
    if letter.state in (LetterState.CLAIMED, LetterState.DOT_PENDING):
        raise Refused(ON_ITS_WAY)
    if letter.state is LetterState.ACCEPTED:
        raise Refused(ALREADY_SENT)
