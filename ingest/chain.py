"""The policy: questions in their order, the kind each answer means, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest import rules
from ingest.identity import claims_other_address, domain_of
from ingest.rules import Case
from ingest.understood import Kind, Person


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy."""

    name: str
    question: Callable[[Case], bool]
    kind: Kind
    why: str


def _human_wrapped(case: Case) -> bool:
    return case.is_forward or case.is_form


# Reports first: they carry our own letters inside and look like forwards.
REPORTS = (
    Rule("empty", rules.is_empty, Kind.UNREADABLE, "nothing in it could be read"),
    Rule(
        "feedback_report",
        rules.is_feedback_report,
        Kind.RECEIPT,
        "a provider's feedback report",
    ),
    Rule(
        "read_receipt",
        rules.is_read_receipt,
        Kind.RECEIPT,
        "a mail program's read receipt",
    ),
    Rule(
        "delivered_notice",
        rules.is_positive_notice,
        Kind.RECEIPT,
        "a notice of delivery",
    ),
    Rule("delivery_report", rules.is_delivery_report, Kind.BOUNCE, "a delivery report"),
    Rule(
        "plain_bounce",
        rules.is_plain_bounce,
        Kind.BOUNCE,
        "a mail system says that delivery failed",
    ),
)

# A recognised forward was passed on by a person or a rule: marks on it are not the writer's.
AUTOMATIC = (
    Rule(
        "forwarded_bounce",
        rules.is_forwarded_bounce,
        Kind.BOUNCE,
        "a mail system's report, passed on",
    ),
    Rule("forward", _human_wrapped, Kind.COMPLAINT, "a person's message, passed on"),
    Rule(
        "auto_submitted",
        rules.is_auto_submitted,
        Kind.AUTO_REPLY,
        "the header Auto-Submitted",
    ),
    Rule(
        "auto_header",
        rules.has_auto_header,
        Kind.AUTO_REPLY,
        "a header of automatic answers",
    ),
    Rule(
        "precedence_auto",
        rules.is_precedence_auto,
        Kind.AUTO_REPLY,
        "Precedence: auto_reply",
    ),
    Rule(
        "out_of_office",
        rules.is_out_of_office,
        Kind.AUTO_REPLY,
        "the words of an absence notice",
    ),
    Rule(
        "told_read",
        rules.is_told_read,
        Kind.RECEIPT,
        "a mail program's words on reading",
    ),
    Rule("list", rules.is_list, Kind.LIST, "headers of a mailing list"),
    Rule("bulk", rules.is_bulk, Kind.LIST, "Precedence: bulk"),
    Rule("spam", rules.is_spam, Kind.SPAM, "the mail provider's filter says spam"),
)

ANSWERS = (
    Rule(
        "answers_letter",
        rules.answers_our_letter,
        Kind.FOLLOW_UP,
        "answers a Message-ID of ours",
    ),
    Rule(
        "answers_reference",
        rules.answers_our_reference,
        Kind.FOLLOW_UP,
        "a reply with a reference of ours",
    ),
)

DEFAULT = Rule("person", lambda _: True, Kind.COMPLAINT, "a person wrote")


def report(case: Case) -> Rule | None:
    """The rule by which it is a report or a bounce, never to be unwrapped; None when it is none."""
    return next((rule for rule in REPORTS if rule.question(case)), None)


def judge(case: Case) -> Rule:
    """The first rule that says yes to what is no report; a person wrote when none does."""
    for rule in AUTOMATIC:
        if rule.question(case):
            if rule.kind is Kind.COMPLAINT:
                break
            return rule
    return next((rule for rule in ANSWERS if rule.question(case)), DEFAULT)


# Why an acknowledgement does not leave by itself: the first yes decides.
_HELD: tuple[tuple[str, Callable[[Case, Person], bool]], ...] = (
    ("no complainant address in the mail: ask the user", lambda _, who: not who.email),
    (
        "the address is not one a person reads",
        lambda _, who: rules.is_machine_address(who.email),
    ),
    (
        "the address cannot be written to",
        lambda _, who: "." not in domain_of(who.email),
    ),
    (
        "the name shows another address: ask the user",
        lambda _, who: claims_other_address(who),
    ),
    (
        "the address is one of our own",
        lambda case, who: rules.is_own_address(case, who.email),
    ),
)
_HELD_FORWARD: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("an answering machine quotes it: ask the user", rules.is_answering_machine),
)
_HELD_DIRECT: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("marks of a loop", rules.is_looping),
    ("the sender asks for no automatic answer", rules.suppresses_answers),
    (
        "marks of a list or of bulk mail",
        lambda case: (
            rules.is_bulk(case)
            or any(name.startswith("list-") for name in case.headers.names())
        ),
    ),
    ("Reply-To names somebody else: ask the user", rules.replies_elsewhere),
    ("it may be an absence notice: ask the user", rules.may_be_absence),
    ("a filter takes it for spam: ask the user", rules.may_be_spam),
    ("it may be a newsletter: ask the user", rules.may_be_newsletter),
)

_REASONS = {
    Kind.FOLLOW_UP: "answers a letter of ours: joins its complaint",
    Kind.AUTO_REPLY: "automatic reply: never acknowledged",
    Kind.BOUNCE: "delivery report: never acknowledged",
    Kind.RECEIPT: "receipt: never acknowledged",
    Kind.LIST: "mailing list: never acknowledged",
    Kind.SPAM: "spam: never acknowledged",
    Kind.UNREADABLE: "nothing could be read: ask the user",
}


def may_acknowledge(kind: Kind, case: Case, who: Person | None) -> tuple[bool, str]:
    """May an acknowledgement leave by itself, and why or why not."""
    if kind is not Kind.COMPLAINT:
        return False, _REASONS[kind]
    if who is None:
        return False, "it is not certain who wrote: ask the user"
    for reason, holds in _HELD:
        if holds(case, who):
            return False, reason
    for reason, question in _HELD_FORWARD if case.is_forward else _HELD_DIRECT:
        if question(case):
            return False, reason
    return True, "first complaint, the complainant's address is known"
