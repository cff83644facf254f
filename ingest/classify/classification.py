"""The policy: questions in their order and the kind each answer means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.classify import answers, marks, meetings, rules, unattended
from ingest.classify.kinds import Kind
from ingest.classify.rules import Case
from ingest.mime.identity import claims_other_address, domain_of
from ingest.mime.values import Person
from models.analysis.doubts import Doubt
from models.analysis.findings import Capacity
from models.base.addresses import is_machine


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy."""

    name: str
    question: Callable[[Case], bool]
    kind: Kind


def _human_wrapped(case: Case) -> bool:
    return case.is_forward or case.is_form


# Reports first: they carry our own letters inside and look like forwards.
REPORTS = (
    Rule("empty", rules.is_empty, Kind.UNREADABLE),
    Rule("feedback_report", rules.is_feedback_report, Kind.RECEIPT),
    Rule("read_receipt", rules.is_read_receipt, Kind.RECEIPT),
    Rule("delivered_notice", rules.is_positive_notice, Kind.RECEIPT),
    Rule("delivery_report", rules.is_delivery_report, Kind.BOUNCE),
    Rule("plain_bounce", rules.is_plain_bounce, Kind.BOUNCE),
)

# A recognised forward was passed on by a person or a rule: marks on it are not the writer's.
AUTOMATIC = (
    Rule("forwarded_bounce", rules.is_forwarded_bounce, Kind.BOUNCE),
    # Outlook quotes the appointment under an answer as it quotes what is forwarded.
    Rule("calendar_answer", meetings.is_calendar_answer, Kind.RECEIPT),
    Rule("forward", _human_wrapped, Kind.COMPLAINT),
    Rule("auto_submitted", rules.is_auto_submitted, Kind.AUTO_REPLY),
    Rule("carrier", marks.is_carried, Kind.COMPLAINT),
    Rule("auto_header", rules.has_auto_header, Kind.AUTO_REPLY),
    Rule("precedence_auto", rules.is_precedence_auto, Kind.AUTO_REPLY),
    Rule("out_of_office", rules.is_out_of_office, Kind.AUTO_REPLY),
    Rule("told_read", rules.is_told_read, Kind.RECEIPT),
    Rule("list", marks.is_list, Kind.LIST),
    Rule("spam", marks.is_spam, Kind.SPAM),
)

ANSWERS = (
    Rule("answers_letter", rules.answers_our_letter, Kind.FOLLOW_UP),
    Rule("answers_reference", rules.answers_our_reference, Kind.FOLLOW_UP),
    Rule("quotes_letter", answers.quotes_our_letter, Kind.FOLLOW_UP),
)

DEFAULT = Rule("person", lambda _: True, Kind.COMPLAINT)


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
_HELD: tuple[tuple[Doubt, Callable[[Case, Person], bool]], ...] = (
    (Doubt.MEETING, lambda case, _: meetings.is_about_meeting(case)),
    (Doubt.RECALL, lambda case, _: meetings.is_recall(case)),
    (Doubt.COMPLAINANT_WITHOUT_ADDRESS, lambda _, who: not who.email),
    (
        Doubt.MACHINE_ADDRESS,
        lambda _, who: is_machine(who.email),
    ),
    (
        Doubt.UNWRITABLE_ADDRESS,
        lambda _, who: "." not in domain_of(who.email),
    ),
    (
        Doubt.NAME_SHOWS_OTHER,
        lambda _, who: claims_other_address(who),
    ),
    (
        Doubt.OWN_ADDRESS,
        lambda case, who: rules.is_own_address(case, who.email),
    ),
    (Doubt.COLLEAGUE, lambda case, who: rules.is_colleague(case, who.email)),
    (Doubt.MALFORMED_SENDER, lambda case, _: rules.has_malformed_sender(case)),
)
_HELD_FORWARD: tuple[tuple[Doubt, Callable[[Case], bool]], ...] = (
    (Doubt.ANSWERING_MACHINE, rules.is_answering_machine),
    (Doubt.UNREAD_ANSWER, lambda case: unattended.is_unread(case.body)),
    (
        Doubt.OTHER_DESK,
        lambda case: unattended.acknowledges(case.inner_subject, case.body),
    ),
)
_HELD_DIRECT: tuple[tuple[Doubt, Callable[[Case], bool]], ...] = (
    (Doubt.GROUP, marks.is_relayed),
    (Doubt.GENERATED, rules.is_generated),
    (Doubt.LOOP, rules.is_looping),
    (Doubt.NO_ANSWER_WANTED, rules.suppresses_answers),
    (Doubt.BULK, marks.has_list_marks),
    (Doubt.REPLIES_ELSEWHERE, rules.replies_elsewhere),
    (Doubt.MAYBE_ABSENCE, rules.may_be_absence),
    (Doubt.MAYBE_SPAM, marks.may_be_spam),
    (Doubt.MAYBE_NEWSLETTER, marks.may_be_newsletter),
    (
        Doubt.SLIPPED_MARK,
        lambda case: unattended.has_slipped_mark(case.headers, case.text),
    ),
    (
        Doubt.UNREAD_ANSWER,
        lambda case: not case.is_form and unattended.is_unread(case.note),
    ),
    (
        Doubt.OTHER_DESK,
        lambda case: unattended.acknowledges(case.headers.get("subject"), case.note),
    ),
    (Doubt.MAYBE_OFFER, marks.may_sell),
)

_OFFICES = {
    Capacity.MEDIATOR: Doubt.BY_MEDIATOR,
    Capacity.SUPERVISOR: Doubt.BY_SUPERVISOR,
    Capacity.LAWYER: Doubt.BY_LAWYER,
    Capacity.ASSOCIATION: Doubt.BY_ASSOCIATION,
    Capacity.INSURER: Doubt.BY_INSURER,
    Capacity.REPRESENTATIVE: Doubt.BY_REPRESENTATIVE,
}
_REASONS = {
    Kind.FOLLOW_UP: Doubt.FOLLOW_UP,
    Kind.AUTO_REPLY: Doubt.AUTO_REPLY,
    Kind.BOUNCE: Doubt.BOUNCE,
    Kind.RECEIPT: Doubt.RECEIPT,
    Kind.LIST: Doubt.LIST,
    Kind.SPAM: Doubt.SPAM,
    Kind.UNREADABLE: Doubt.UNREADABLE,
}


def may_acknowledge(kind: Kind, case: Case, who: Person | None) -> tuple[bool, str]:
    """May an acknowledgement leave by itself, and the code of what speaks against it."""
    if kind is not Kind.COMPLAINT:
        return False, _REASONS[kind]
    if other := _other_writer(case):
        return False, other
    if who is None:
        return False, Doubt.UNSURE_WRITER
    for reason, holds in _HELD:
        if holds(case, who):
            return False, reason
    for reason, question in _HELD_FORWARD if case.is_forward else _HELD_DIRECT:
        if question(case):
            return False, reason
    return True, ""


def _other_writer(case: Case) -> Doubt | None:
    """The doubt of a mail that a carrier brings, or that an office writes about a customer."""
    return case.carrier or (_OFFICES[case.office.capacity] if case.office else None)
