"""The classification of a message: questions in their order, and the kind that each answer means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.classify import machine_words, meetings, rules, unwanted
from ingest.classify.carriers import Sending, carrier_of
from ingest.classify.kinds import Kind
from ingest.classify.personal import weigh_letter
from ingest.classify.rules import REFERENCE, Case
from ingest.forward.unwrap import first_prefix
from ingest.mime.identity import addresses, claims_other_address, domain_of
from ingest.mime.values import Person
from models.analysis.doubts import Doubt
from models.analysis.findings import Capacity
from models.base.addresses import FREE_DOMAINS, is_machine

_GRIEVED, _MAX_ANSWER, _MAX_ADDRESSES = 2, 400, 10
# Where the lines that introduce what is quoted end, at the latest.
_QUOTE_HEAD = 600


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy."""

    name: str
    question: Callable[[Case], bool]
    kind: Kind


def _is_wrapped(case: Case) -> bool:
    return case.is_forward or case.is_form


def _is_carried(case: Case) -> bool:
    """A fax gateway, an answering machine, a copier or a carrier of registered e-mail sent it."""
    return case.carrier is not None


def _quotes_our_letter(case: Case) -> bool:
    """The mail answers one of our acknowledgements that it quotes, where no header names it.

    Some programs send answers without In-Reply-To or References, and people write to an
    address that they copy. Nothing joins a complaint for this: only a letter's signed
    identifier does.
    """
    if not case.quoted or not _is_ours(case):
        return False
    is_named = bool(REFERENCE.search(case.quoted))
    if not is_named and not machine_words.is_acknowledgement(case.quoted):
        return False
    subject = case.inner_subject or case.headers.get("subject")
    if first_prefix(subject) == "reply":
        return True
    # A new complaint may quote an old letter under a subject of its own.
    own = case.body.strip()
    return (
        is_named and len(own) <= _MAX_ANSWER and weigh_letter(subject, own) < _GRIEVED
    )


def _is_ours(case: Case) -> bool:
    """Its introduction names a mailbox that this mail came to, or one of ours."""
    named = addresses(case.quoted[:_QUOTE_HEAD].replace("<", " "), _MAX_ADDRESSES)
    ours = {*case.recipients, *case.own_addresses}
    return any(
        email in ours or domain_of(email) in case.mail_domains for email in named[:1]
    )


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
    Rule("forward", _is_wrapped, Kind.COMPLAINT),
    Rule("auto_submitted", rules.is_auto_submitted, Kind.AUTO_REPLY),
    Rule("carrier", _is_carried, Kind.COMPLAINT),
    Rule("auto_header", rules.has_auto_header, Kind.AUTO_REPLY),
    Rule("precedence_auto", rules.is_precedence_auto, Kind.AUTO_REPLY),
    Rule("out_of_office", rules.is_out_of_office, Kind.AUTO_REPLY),
    Rule("told_read", rules.is_own_words_receipt, Kind.RECEIPT),
    Rule("list", unwanted.is_list, Kind.LIST),
    Rule("spam", unwanted.is_spam, Kind.SPAM),
)

ANSWERS = (
    Rule("answers_letter", rules.answers_our_letter, Kind.FOLLOW_UP),
    Rule("answers_reference", rules.answers_our_reference, Kind.FOLLOW_UP),
    Rule("quotes_letter", _quotes_our_letter, Kind.FOLLOW_UP),
)

DEFAULT = Rule("person", lambda _: True, Kind.COMPLAINT)


def report(case: Case) -> Rule | None:
    """The rule of a report or a bounce, which is never unwrapped; None for any other mail."""
    return next((rule for rule in REPORTS if rule.question(case)), None)


def judge(case: Case) -> Rule:
    """The first rule that fits a mail that is no report; a person wrote when none does."""
    for rule in AUTOMATIC:
        if rule.question(case):
            if rule.kind is Kind.COMPLAINT:
                break
            return rule
    return next((rule for rule in ANSWERS if rule.question(case)), DEFAULT)


# Reasons for which an acknowledgement does not leave by itself: the first yes decides.
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
    (Doubt.UNREAD_ANSWER, lambda case: machine_words.is_unread(case.body)),
    (
        Doubt.OTHER_DESK,
        lambda case: machine_words.is_desk_receipt(case.inner_subject, case.body),
    ),
)
_HELD_DIRECT: tuple[tuple[Doubt, Callable[[Case], bool]], ...] = (
    (Doubt.GROUP, lambda case: case.is_relayed),
    (Doubt.GENERATED, rules.is_generated),
    (Doubt.LOOP, rules.is_looping),
    (Doubt.NO_ANSWER_WANTED, rules.suppresses_answers),
    (Doubt.BULK, unwanted.has_list_marks),
    (Doubt.REPLIES_ELSEWHERE, rules.replies_elsewhere),
    (Doubt.MAYBE_ABSENCE, rules.may_be_absence),
    (Doubt.MAYBE_SPAM, unwanted.may_be_spam),
    (Doubt.MAYBE_NEWSLETTER, unwanted.may_be_newsletter),
    (
        Doubt.SLIPPED_MARK,
        lambda case: machine_words.has_slipped_mark(case.headers, case.text),
    ),
    (
        Doubt.UNREAD_ANSWER,
        lambda case: not case.is_form and machine_words.is_unread(case.note),
    ),
    (
        Doubt.OTHER_DESK,
        lambda case: machine_words.is_desk_receipt(
            case.headers.get("subject"), case.note
        ),
    ),
    (Doubt.MAYBE_OFFER, unwanted.may_sell),
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
    """Answer whether an acknowledgement may leave by itself, with the doubt against it."""
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


def with_carrier(case: Case) -> Case:
    """The case with the carrier that sent this mail, or the mail that is passed on."""
    writer = case.writer if case.is_forward else case.sender
    home = {domain_of(email) for email in case.recipients} - FREE_DOMAINS
    sending = Sending(
        writer,
        case.inner_subject if case.is_forward else case.headers.get("subject"),
        case.body if case.is_forward else case.text,
        case.mail.files,
        at_home=writer is not None and domain_of(writer.email) in home,
    )
    return replace(case, carrier=carrier_of(sending))
