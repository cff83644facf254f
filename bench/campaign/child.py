"""One worker or clock of a campaign, in a process of its own.

A mutant is the service with one of its guards taken away: the campaign must notice.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.base.settings import Settings
from models.rows import base
from models.rows.letter import LetterState
from models.sending import delivery
from workers import backup_guard, main, send


def _resend(session: Session, letter_id: UUID, attempt: int, reason: str) -> bool:
    """« At least once »: what may have left is sent again."""
    letter = delivery.take(session, letter_id, attempt, {LetterState.DOT_PENDING})
    return letter is not None and delivery.withdraw(session, letter_id, attempt)


def _mark_nothing(service: Any, task: Any) -> bool:
    """The dot is written without being committed first."""
    return True


def _accept_anything(
    session: Session, letter_id: UUID, attempt: int, reply: str
) -> bool:
    states = {LetterState.CLAIMED, *delivery.DOUBTED}
    letter = delivery.take(session, letter_id, attempt, states)
    if letter is not None:
        letter.state, letter.claimed_by = LetterState.ACCEPTED, None
        delivery.record_event(
            session, letter, reply=reply, sha256=delivery.digest(letter)
        )
    return letter is not None


def _mutate_resend() -> None:
    delivery.doubt = _resend


def _mutate_unmarked() -> None:
    send.mark_dot = _mark_nothing
    delivery.accept = _accept_anything


def _mutate_forgetful() -> None:
    """Forget everything that was told outside of the database."""
    backup_guard.read_outside = lambda _: []


MUTANTS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "resend": _mutate_resend,
    "unmarked": _mutate_unmarked,
    "forgetful": _mutate_forgetful,
}


def _shift_clock(shift: Path) -> None:
    """Let this process's clock be wrong by the seconds in a file, which may change as it runs.

    The database's clock and the monotonic one stay right, as when a machine's time is set.
    """

    class Shifted:
        @staticmethod
        def now(tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(seconds=float(shift.read_text()))

    # The one place where the product asks for the time.
    base.datetime = Shifted  # type: ignore[misc, assignment]


ROLES = {"worker": main.run_worker, "clock": main.run_clock}
_PR_SET_PDEATHSIG = 1


def run(role: str, mutant: str, environment: dict[str, str], log: Path) -> None:
    """Be a worker or a clock until a signal; what it says goes to `log`."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(environment)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    MUTANTS[mutant]()
    if shift := environment.get("CLOCK_SHIFT"):
        _shift_clock(Path(shift))
    raise SystemExit(ROLES[role](Settings.from_env(environment)))
