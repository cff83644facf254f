"""The confidence of each field of an understanding, and its evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ingest.classify.kinds import Kind
from ingest.mime.headers import one_line
from ingest.mime.identity import shares_domain
from ingest.proposals.numbers import Numbers
from ingest.reading.body_facts import BodyFacts
from ingest.reading.dates import QUOTED_DATE
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt

# The complainant is most likely somebody else than the person named: a person checks.
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
    """Confidence and evidence by the name of a field."""

    confidence: dict[str, float]
    evidence: dict[str, str]


def grounds_of(letter: Understood, body: BodyFacts, numbers: Numbers) -> Grounds:
    """The grounds of a letter; its proposals have grounds of their own."""
    who = min(_who(letter, body), _UNSURE if _is_other(letter) else 1.0)
    sure = {
        "kind": 0.9,
        "forwarded": 0.9 if letter.forwarded else 0.95,
        "complainant": who,
        "hops": min(who, 0.9),
        "subject": 0.95 if body.has_subject or not letter.forwarded else 0.6,
        "sent_at": _PRECISION.get(letter.sent_at_precision, 0.2),
        "body": 0.9 if letter.body else 0.1,
        "auto_ack_allowed": 0.9,
    }
    because = {
        "sent_at": _words_for_date(letter, body),
        "auto_ack_allowed": letter.auto_ack_reason,
        "forwarded": _way(letter, body),
        "complainant": "header_from",
        "hops": " > ".join(hop or "?" for hop in letter.hops),
        "subject": "quoted_subject" if body.has_subject else "header_subject",
        "body": "message_passed_on" if body.forwarded else "own_text",
        **body.evidence,
        **{f"number:{number}": words for number, words in numbers.evidence.items()},
    }
    _add_numbers(sure, because, numbers)
    if letter.attachments:
        sure["attachments"] = 0.95
        because["attachments"] = ", ".join(file.filename for file in letter.attachments)
    return Grounds(sure, because)


def with_machine_grounds(letter: Understood) -> Understood:
    """The same with the grounds of a machine's mail."""
    sure = {"kind": 0.95, "subject": 0.95}
    sure["sent_at"] = _PRECISION.get(letter.sent_at_precision, 0.2)
    because = {"subject": "header_subject", "sent_at": letter.sent_at_source}
    if letter.kind is Kind.BOUNCE and letter.bounce:
        sure["bounce"] = 0.9 if letter.bounce.recipients else 0.3
        because["bounce"] = ", ".join(letter.bounce.recipients)
    return replace(
        letter,
        confidence={**letter.confidence, **sure},
        evidence={**letter.evidence, **because},
    )


def _who(letter: Understood, body: BodyFacts) -> float:
    person = letter.complainant
    if person is None:
        return 0.0
    if not person.email:
        return 0.5
    if body.quotes_other or (letter.sender is None and not body.forwarded):
        return 0.6
    # Somebody stood between, or a person wrote the address down.
    is_second_hand = body.forwarded and len(body.hops) > 2
    return 0.8 if is_second_hand or not (body.labelled or body.form) else 0.95


def _words_for_date(letter: Understood, body: BodyFacts) -> str:
    """The date as a forward quotes it, else the code of its source."""
    is_quoted = letter.sent_at_source == QUOTED_DATE
    return one_line(body.date)[:100] if is_quoted else letter.sent_at_source


def _is_other(letter: Understood) -> bool:
    """A machine, an office, or somebody of the house that the mail was sent to."""
    who = letter.complainant
    is_at_home = who is not None and shares_domain(who.email, letter.recipients[:1])
    return is_at_home or letter.auto_ack_reason in _OTHERS


def _way(letter: Understood, body: BodyFacts) -> str:
    if body.forwarded:
        return body.evidence.get("complainant", "")
    if letter.forwarded:
        return "redirected"
    return "contact_form" if body.form else "direct"


def _add_numbers(
    sure: dict[str, float], because: dict[str, str], numbers: Numbers
) -> None:
    for name, found in (
        ("contract_numbers", numbers.contracts),
        ("claim_numbers", numbers.claims),
    ):
        if found:
            sure[name] = sure["numbers"] = 0.8
            because[name] = "; ".join(numbers.evidence[number] for number in found)
