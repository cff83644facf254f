"""« Déjà accusée »: a person says that a complaint was acknowledged by other means than ours."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.base.errors import Refused
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.history import record
from models.rows.letter import Letter, LetterState
from models.sending.acknowledgement import redecide
from models.sending.deciding import WAITING, find_letters, put, tell
from models.sending.locking import hold
from models.sending.policy import Decision
from models.store.service import Service

ON_ITS_WAY = "L’accusé est en train de partir : regardez à nouveau dans un instant."
ALREADY_SENT = "L’accusé est déjà parti."
BAD_DAY = "La date doit être comprise entre l’envoi de la réclamation et aujourd’hui."
NO_CHANNEL = "Dites par quel moyen la réclamation a été accusée."


def declare_acknowledged(
    session: Session,
    complaint: Complaint,
    on: date,
    channel: str,
    actor_id: UUID,
    *,
    today: date | None = None,
) -> None:
    """« Déjà accusé »: by other means, that day; ours is suppressed if it has not left."""
    hold(session, complaint)
    letters = find_letters(session, complaint)
    for letter in letters:
        _check_may_be_declared(letter)
    if not channel.strip():
        raise Refused(NO_CHANNEL)
    if not complaint.sent_on <= on <= (today or now().date()):
        raise Refused(BAD_DAY)
    complaint.acknowledged_on, complaint.acknowledged_by_channel = on, channel.strip()
    data = {"on": on, "channel": channel.strip()}
    _tell(session, complaint, "acknowledged", actor_id, **data)
    for letter in (one for one in letters if one.state in WAITING):
        elsewhere = Decision(
            LetterState.SUPPRESSED, "acknowledged_elsewhere", channel.strip()
        )
        put(letter, elsewhere)
        tell(session, letter, actor_id)


def withdraw_acknowledged(
    session: Session, service: Service, complaint: Complaint, actor_id: UUID
) -> None:
    """Take « déjà accusé » back: the letter is decided again."""
    hold(session, complaint)
    complaint.acknowledged_on, complaint.acknowledged_by_channel = None, ""
    _tell(session, complaint, "acknowledgement_withdrawn", actor_id)
    redecide(session, service, complaint, actor_id)


def _check_may_be_declared(letter: Letter) -> None:
    if letter.state in (LetterState.CLAIMED, LetterState.DOT_PENDING):
        raise Refused(ON_ITS_WAY)
    if letter.state is LetterState.ACCEPTED:
        raise Refused(ALREADY_SENT)


def _tell(
    session: Session, complaint: Complaint, action: str, actor_id: UUID, **data: Any
) -> None:
    kind = f"complaint:{action}"
    record(session, complaint.tenant_id, complaint.id, kind, actor_id=actor_id, **data)
