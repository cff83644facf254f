"""The understanding of one message, from its bytes to what it says: never raises."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from ingest.classify import classification
from ingest.classify.bounces import bounce_of, find_returned_ids
from ingest.classify.classification import Rule
from ingest.classify.kinds import Kind
from ingest.mime.containers.opening import open_containers as open_containers
from ingest.mime.containers.opening import unseal
from ingest.mime.headers import one_line
from ingest.mime.limits import MAX_SUBJECT, Room
from ingest.mime.mail import Enclosed, Mail, all_containers, all_inside, attachments
from ingest.mime.parse import parse
from ingest.proposals import numbers
from ingest.reading.body_facts import BodyFacts, open_text, text_of
from ingest.reading.dates import Sent, arrivals_of, read_own_moment, read_quoted_moment
from ingest.reading.enclosed import (
    find_passed_on,
    flatten,
    hold_several,
    is_beside,
    redirect,
    with_own_files,
)
from ingest.reading.header_facts import HeaderFacts, read_headers
from ingest.reading.letter_fields import (
    acknowledgement_fields,
    case_of,
    office_fields,
    way_fields,
    with_grounds,
    with_machine_grounds,
    word_fields,
)
from ingest.reading.understood import Reading, Understood
from models.analysis.doubts import Doubt

__all__ = ["Reading", "understand"]

_HUMAN = (Kind.COMPLAINT, Kind.FOLLOW_UP)


def understand(data: bytes, reading: Reading) -> Understood:
    """Everything one message says; a message that could not be read is kind `unreadable`."""
    try:
        # One budget for the message and all that it encloses: nesting multiplies
        # nothing.
        parse_inside = partial(parse, room=Room.within(data))
        mail = open_containers(unseal(parse_inside(data), parse_inside), parse_inside)
        return understand_mail(mail, reading)
    except Exception as error:
        # The outermost door: the bytes are kept elsewhere, a person will look.
        return Understood(
            Kind.UNREADABLE,
            rule="failed",
            sent_at=reading.received_at or datetime.now(UTC),
            sent_at_source="reception",
            auto_ack_reason=Doubt.UNREADABLE,
            defects=(f"unreadable: {type(error).__name__}",),
        )


def understand_mail(mail: Mail, reading: Reading) -> Understood:
    """Understand a parsed message and those it carries; `also` holds further complaints.

    1. Read the headers. A report or a bounce is never opened: our own letter is inside.
    2. Open the forwards, forms and answers in the text.
    3. A mail whose own text forwards nothing is about the mails that it encloses.
    4. Else its text is the letter, with others that stand beside it in the text or in
       enclosed mails. Of several complaints none is answered before a person looked.
    """
    facts = read_headers(mail, reading)
    if report := classification.report(facts.case):
        return _understand_machine(facts, report, reading)
    # Asked before the text is opened: a mail without words of its own is about its
    # enclosures.
    carried = find_passed_on(facts, reading)
    body = open_text(facts.mail, facts.text, facts.envelope)
    if carried and not body.forwarded:
        letters = _understand_carried(facts, body, carried, reading)
        return with_own_files(letters, facts, carried)
    letter = _understand_letter(facts, body, reading)
    # A machine's mail has no complaints beside it.
    if letter.kind not in _HUMAN:
        return letter
    # The files belong to the first letter: nobody can tell whose they are otherwise.
    bare = facts.without_files()
    others = [_understand_letter(bare, other, reading) for other in body.others]
    beside = [each for each in carried if is_beside(each.mail, body, facts.envelope)]
    others += _understand_carried(facts, body, beside, reading)
    # `several`: the text holds more messages than could be told apart.
    is_alone = not (others or body.several)
    return letter if is_alone else hold_several([letter, *others])


def _understand_carried(
    facts: HeaderFacts, body: BodyFacts, carried: list[Enclosed], reading: Reading
) -> list[Understood]:
    """The letters of enclosed mails, as the sender of this one passes them on."""
    return [
        redirect(letter, enclosed, facts, body, reading)
        for enclosed in carried
        for letter in flatten([understand_mail(enclosed.mail, reading)])
    ]


def _understand_letter(
    facts: HeaderFacts, body: BodyFacts, reading: Reading
) -> Understood:
    """Understand a message whose words stand in its own text."""
    case = case_of(facts, body)
    rule = classification.judge(case)
    if rule.kind not in _HUMAN:
        return _understand_machine(facts, rule, reading)
    sent = read_own_moment(facts.mail, reading)
    # The Date header is the forwarder's; the customer sent the quoted message earlier.
    if body.forwarded:
        sent = read_quoted_moment(body.date, sent, reading)
    words, way = word_fields(facts, body), way_fields(facts, body)
    if case.carrier:
        # The complainant stands in the file alone.
        later_hops = way["hops"][1:]
        hops = (None, *later_hops) if later_hops else ()
        way |= {"complainant": None, "hops": hops}
    elif rule.kind is Kind.COMPLAINT:
        way |= office_fields(case, way["hops"])
    # Numbers in a forwarder's note or a quoted letter may be another customer's.
    found = numbers.numbers(words["subject"], words["body"])
    letter = Understood(
        rule.kind,
        rule.name,
        **_header_fields(facts, sent),
        arrivals=arrivals_of(facts, reading, body),
        references=facts.case.references,
        **words,
        **way,
        **acknowledgement_fields(rule, case, body, way["complainant"]),
        contract_numbers=found.contracts,
        claim_numbers=found.claims,
    )
    return with_grounds(letter, rule, body, found)


def _understand_machine(facts: HeaderFacts, rule: Rule, reading: Reading) -> Understood:
    """Understand a report, a list, an absence: shown, it opens nothing by itself."""
    mail, case = facts.mail, facts.case
    body = open_text(mail, facts.text, facts.envelope)
    is_bounce, text = rule.kind is Kind.BOUNCE, _bounce_text(facts)
    returned = find_returned_ids(mail, text) if is_bounce else ()
    _, reason = classification.may_acknowledge(rule.kind, case, None)
    containers = (*facts.containers, *all_containers(mail.enclosed))
    letter = Understood(
        rule.kind,
        rule.name,
        **_header_fields(facts, read_own_moment(mail, reading)),
        arrivals=arrivals_of(facts, reading),
        references=(*case.references, *returned),
        subject=facts.envelope.subject[:MAX_SUBJECT],
        body=facts.text.strip() or _text_inside(mail.enclosed),
        reply_text=body.own,
        attachments=attachments([*mail.files, *all_inside(mail.enclosed)]),
        containers=attachments(containers),
        auto_ack_reason=reason,
        bounce=bounce_of(mail, text) if is_bounce else None,
        evidence={"kind": rule.name},
    )
    return with_machine_grounds(letter)


def _header_fields(facts: HeaderFacts, sent: Sent) -> dict[str, Any]:
    """The fields of an understanding that a message's own headers fill."""
    headers = facts.mail.headers
    answered = [word for word in headers.get("in-reply-to").split() if "@" in word]
    return {
        "message_id": one_line(headers.get("message-id")),
        "in_reply_to": answered[0] if answered else "",
        "sender": facts.case.sender,
        "recipients": facts.case.recipients,
        "sent_at": sent.at,
        "sent_at_precision": sent.precision,
        "sent_at_source": sent.source,
        "html": facts.mail.html,
        "defects": facts.mail.defects,
    }


def _text_inside(enclosed: tuple[Enclosed, ...]) -> str:
    """The words of the mail that a report without words of its own gives back."""
    for inner in enclosed:
        text = text_of(inner.mail).strip() or _text_inside(inner.mail.enclosed)
        if text:
            return text
    return ""


def _bounce_text(facts: HeaderFacts) -> str:
    if facts.text.strip():
        return facts.text
    # Some servers put their report into an enclosed part.
    inside = "\n".join(text_of(inner.mail) for inner in facts.mail.enclosed[:3])
    return f"{facts.text}\n{inside}"
