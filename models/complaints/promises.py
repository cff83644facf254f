"""The answer day that a letter has promised, beside the one that is due since a correction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.base.errors import Refused
from models.complaints.work import Work, changing
from models.rows.complaint import Complaint
from models.rows.event_kinds import EventKind
from models.rows.letter import Letter, LetterState
from models.sending.deciding import find_letters

NO_PROMISE = "Aucune lettre partie n’annonce une autre date que l’échéance."
# The customer holds it, or may.
_LEFT = frozenset({LetterState.ACCEPTED, LetterState.UNKNOWN})


def other_promise(session: Session, complaint: Complaint) -> Letter | None:
    """The last letter that left with an answer day, where that is not the one that is due.

    None once the answer is given, or a person said that answering by both is enough.
    """
    if complaint.answered_on is not None or complaint.settled_at is not None:
        return None
    letters = find_letters(session, complaint)
    left = [
        letter for letter in letters if letter.state in _LEFT and letter.promised_on
    ]
    last = next(iter(left), None)
    if last is None or complaint.answer_by in (
        last.promised_on,
        last.promise_settled_for,
    ):
        return None
    return last


def settle_promise(work: Work, complaint: Complaint) -> None:
    """« Répondre avant suffit »: the customer needs no word about the other day.

    It holds for the deadline of today: another correction asks again. Raises Refused,
    StaleVersion.
    """
    with changing(work, complaint):
        letter = other_promise(work.session, complaint)
        if letter is None:
            raise Refused(NO_PROMISE)
        letter.promise_settled_for = complaint.answer_by
        work.record(
            complaint,
            EventKind.COMPLAINT_PROMISE_SETTLED,
            letter=letter.id,
            promised_on=letter.promised_on,
            answer_by=complaint.answer_by,
        )
