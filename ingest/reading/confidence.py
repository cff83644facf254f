"""How sure each field of an understanding is, and from what it was taken."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ingest.classify.kinds import Kind
from ingest.mime.headers import one_line
from ingest.mime.identity import shares_domain
from ingest.proposals.numbers import Numbers
from ingest.reading.body_facts import Opened
from ingest.reading.sent_date import QUOTED_DATE
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt

# Who is named there is most likely not who complains: a person checks.
_OTHERS = frozenset(
    {
        Doubt.MACHINE_ADDRESS,
        Doubt.COLLEAGUE,
        Doubt.OWN_ADDRESS,
        Doubt.NAME_SHOWS_OTHER,
        Doubt.UNREAD_ANSWER,
        Doubt.OTHER_DESK,
        Doubt.BY_LAWYER,
        Doubt.BY_INSURER,
        Doubt.BY_MEDIATOR,
        Doubt.BY_SUPERVISOR,
        Doubt.BY_ASSOCIATION,
        Doubt.BY_REPRESENTATIVE,
    }
)
_UNSURE = 0.5
_PRECISION = {"minute": 0.95, "day": 0.7}


class Grounds(NamedTuple):
    """By name of a field: how sure it is, and from what it was taken."""

    confidence: dict[str, float]
    evidence: dict[str, str]


def grounds_of(told: Understood, opened: Opened, numbers: Numbers) -> Grounds:
    """The grounds of a letter; what it proposes comes with grounds of its own."""
    who = min(_who(told, opened), _UNSURE if _is_other(told) else 1.0)
    sure = {
        "kind": 0.9,
        "forwarded": 0.9 if told.forwarded else 0.95,
        "complainant": who,
        "hops": min(who, 0.9),
        "subject": 0.95 if opened.subject_told or not told.forwarded else 0.6,
        "sent_at": _PRECISION.get(told.sent_at_precision, 0.2),
        "body": 0.9 if told.body else 0.1,
        "auto_ack_allowed": 0.9,
    }
    because = {
        "sent_at": _sent_words(told, opened),
        "auto_ack_allowed": told.auto_ack_reason,
        "forwarded": _way(told, opened),
        "complainant": "header_from",
        "hops": " > ".join(hop or "?" for hop in told.hops),
        "subject": "quoted_subject" if opened.subject_told else "header_subject",
        "body": "message_passed_on" if opened.forwarded else "own_text",
        **opened.evidence,
        **{f"number:{one}": words for one, words in numbers.evidence.items()},
    }
    _add_numbers(sure, because, numbers)
    if told.attachments:
        sure["attachments"] = 0.95
        because["attachments"] = ", ".join(one.filename for one in told.attachments)
    return Grounds(sure, because)


def of_machine(told: Understood) -> Understood:
    """A machine's mail: what it is, and whom it speaks of."""
    sure = {"kind": 0.95, "subject": 0.95}
    sure["sent_at"] = _PRECISION.get(told.sent_at_precision, 0.2)
    because = {"subject": "header_subject", "sent_at": told.sent_at_source}
    if told.kind is Kind.BOUNCE and told.bounce:
        sure["bounce"] = 0.9 if told.bounce.recipients else 0.3
        because["bounce"] = ", ".join(told.bounce.recipients)
    return replace(
        told,
        confidence={**told.confidence, **sure},
        evidence={**told.evidence, **because},
    )


def _who(told: Understood, opened: Opened) -> float:
    person = told.complainant
    if person is None:
        return 0.0
    if not person.email:
        return 0.5
    if opened.quotes_other or (told.sender is None and not opened.forwarded):
        return 0.6
    # Somebody stood between, or a person wrote the address down.
    is_told_by_others = opened.forwarded and len(opened.hops) > 2
    return 0.8 if is_told_by_others or not (opened.labelled or opened.form) else 0.95


def _sent_words(understood: Understood, opened: Opened) -> str:
    """The date as a forward quotes it, else the code of where the date was read."""
    is_quoted = understood.sent_at_source == QUOTED_DATE
    return one_line(opened.date)[:100] if is_quoted else understood.sent_at_source


def _is_other(understood: Understood) -> bool:
    """A machine, an office, or somebody of the house that the mail was sent to."""
    who = understood.complainant
    is_at_home = who is not None and shares_domain(who.email, understood.recipients[:1])
    return is_at_home or understood.auto_ack_reason in _OTHERS


def _way(told: Understood, opened: Opened) -> str:
    if opened.forwarded:
        return opened.evidence.get("complainant", "")
    if told.forwarded:
        return "redirected"
    return "contact_form" if opened.form else "direct"


def _add_numbers(
    sure: dict[str, float], because: dict[str, str], numbers: Numbers
) -> None:
    for name, found in (
        ("contract_numbers", numbers.contracts),
        ("claim_numbers", numbers.claims),
    ):
        if found:
            sure[name] = sure["numbers"] = 0.8
            because[name] = "; ".join(numbers.evidence[one] for one in found)
