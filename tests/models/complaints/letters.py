"""The acknowledgement of a complaint, planned as a direct mail's would be."""

from __future__ import annotations

from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState
from models.sending.acknowledgement import Facts, find_letter, plan
from models.store.service import Service
from models.store.session import TenantSession


def plan_letter(
    session: TenantSession, service: Service, complaint: Complaint
) -> Letter:
    """Plan a letter of which nothing has left, in the state the policy gives it."""
    letter = plan(session, service, complaint, Facts(allowed=True))
    session.flush()
    return letter


def make_left(session: TenantSession, letter: Letter) -> None:
    """Say that the server took it."""
    letter.state, letter.reason = LetterState.ACCEPTED, ""
    session.flush()


def make_promise(
    session: TenantSession,
    service: Service,
    complaint: Complaint,
    state: LetterState = LetterState.ACCEPTED,
) -> None:
    """An acknowledgement in a state, as of a complaint that was confirmed once."""
    letter = plan_letter(session, service, complaint)
    letter.kind, letter.state = LetterKind.ACKNOWLEDGEMENT, state
    session.flush()


def state_of(session: TenantSession, complaint: Complaint) -> tuple[str, str]:
    letter = find_letter(session, complaint)
    assert letter is not None
    return letter.state.value, letter.reason
