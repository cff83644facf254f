"""Policy of acknowledgements that leave by themselves: a table of questions, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.base.addresses import is_machine
from models.rows.letter import LetterState
from models.sending.policy_inputs import Case
from models.sending.reason_table import BY_CODE, Reason

NOT_CHECKED = "none"


@dataclass(frozen=True)
class Question:
    """A question of the policy: `asks` gives None when all is well, else a detail to show.

    The detail is often empty; the row of the same code in `reason_table` says the rest.
    """

    code: str
    asks: Callable[[Case], str | None]

    @property
    def reason(self) -> Reason:
        return BY_CODE[self.code]

    def is_lifted(self, case: Case) -> bool:
        reason = self.reason
        return (reason.click and case.released) or (reason.last_day and case.last_day)


@dataclass(frozen=True)
class Decision:
    state: LetterState
    reason: str = ""
    detail: str = ""
    # It will be decided again by itself on the last safe day.
    waits_for_last_day: bool = False


def _when(troubled: bool, detail: str = "") -> str | None:
    return detail if troubled else None


def _check_answered_in_window(case: Case) -> str | None:
    answered = case.complaint.answered_on
    within = answered is not None and answered <= case.complaint.acknowledge_by
    return _when(within, str(answered))


def _check_acknowledged(case: Case) -> str | None:
    complaint = case.complaint
    return _when(
        complaint.acknowledged_on is not None, complaint.acknowledged_by_channel
    )


def _check_restored(case: Case) -> str | None:
    since, received = case.tenant.restored_at, case.facts.received_at
    again = since is not None and received is not None and received <= since
    return _when(case.facts.restored or again)


def _check_unqualified(case: Case) -> str | None:
    return _when(case.receipt is not None and case.complaint.confirmed_at is None)


def _receipt_left(case: Case) -> str | None:
    return _when(
        case.receipt is not None and case.receipt.state is not LetterState.BOUNCED
    )


def _receipt_returned(case: Case) -> str | None:
    receipt, to = case.receipt, case.complaint.complainant_email.strip()
    came_back = receipt is not None and receipt.state is LetterState.BOUNCED
    return _when(came_back and receipt is not None and receipt.recipient == to)


def _forwarder(case: Case) -> str | None:
    unsure = case.facts.forwarded and not case.forwarder_verified
    return _when(unsure, case.facts.forwarder_email)


def _stranger(case: Case) -> str | None:
    # Where nobody checks the mail a colleague's address may be forged, but a stranger
    # does not even claim one.
    return None if case.forwarder_of_office else _forwarder(case)


def _provider(case: Case) -> str:
    """The provider that checks the mailbox's mail; « none » when nothing is to be checked."""
    if case.mailbox is None:
        return NOT_CHECKED
    return case.mailbox.authserv_id.strip().lower()


def _no_header(case: Case) -> str | None:
    asked = _provider(case) != NOT_CHECKED
    return _when(asked and case.facts.authentication in ("no_header", "foreign_hop"))


def _check_unauthenticated(case: Case) -> str | None:
    is_believed = _provider(case) == NOT_CHECKED or case.facts.authenticated
    return _when(not is_believed, case.facts.authentication)


# Walked in order; the first that troubles decides.
QUESTIONS = (
    Question("dismissed", lambda c: _when(bool(c.complaint.dismissed_reason))),
    Question("attached", lambda c: _when(c.complaint.attached_to is not None)),
    Question("acknowledged_elsewhere", _check_acknowledged),
    Question("answered_in_window", _check_answered_in_window),
    Question("answered", lambda c: _when(c.complaint.answered_on is not None)),
    Question("oral", lambda c: _when(c.complaint.is_oral)),
    Question("unqualified", _check_unqualified),
    Question("receipt_left", _receipt_left),
    Question("restored", _check_restored),
    Question(
        "no_address",
        lambda c: _when(
            "@" not in c.complaint.complainant_email, c.facts.allowed_reason
        ),
    ),
    Question("no_sender", lambda c: _when(not c.sender)),
    Question("own_mailbox", lambda c: _when(c.target_is_ours)),
    Question(
        "mandatory_missing", lambda c: _when(bool(c.lacking), ", ".join(c.lacking))
    ),
    Question("receipt_returned", _receipt_returned),
    Question("rules", lambda c: _when(not c.facts.allowed, c.facts.allowed_reason)),
    Question(
        "role_address", lambda c: _when(is_machine(c.complaint.complainant_email))
    ),
    Question(
        "forwarder_as_complainant",
        lambda c: _when(c.target_forwards, c.complaint.complainant_email),
    ),
    Question("asked_old", lambda c: _when(c.facts.asked_old)),
    Question("not_automatic", lambda c: _when(not c.tenant.auto_acknowledge)),
    Question("cap_address", lambda c: _when(bool(c.full_cap), c.full_cap)),
    Question("forwarder_stranger", _stranger),
    Question("forwarder_unverified", _forwarder),
    Question(
        "stranger_between", lambda c: _when(bool(c.strangers), ", ".join(c.strangers))
    ),
    Question("doubt", lambda c: _when(bool(c.facts.doubt), c.facts.doubt)),
    Question("date_unknown", lambda c: _when(not c.complaint.is_sent_on_known)),
    Question("provider_unset", lambda c: _when(not _provider(c))),
    Question("no_provider_header", _no_header),
    Question("unauthenticated", _check_unauthenticated),
)


_REASONS = [question.reason for question in QUESTIONS]
# A letter that nothing requires any more, and that a person may send all the same.
OPTIONAL = frozenset(
    r.code for r in _REASONS if r.click and r.state is LetterState.SUPPRESSED
)
# What a held letter first needs something else than a click for.
NOT_BY_CLICK = frozenset(r.code for r in _REASONS if not r.click)


def decide(case: Case) -> Decision:
    """Walk the table; a letter that nothing troubles is planned."""
    for question in QUESTIONS:
        detail, reason = question.asks(case), question.reason
        if detail is not None and not question.is_lifted(case):
            state = reason.state or LetterState.HELD
            return Decision(state, reason.code, detail, reason.last_day)
    return Decision(LetterState.PLANNED)
