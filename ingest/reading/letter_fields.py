"""The fields of a letter: its words, the complainant, the proposals, and the grounds of each."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from ingest.classify import classification
from ingest.classify.kinds import Kind
from ingest.classify.rules import Case, is_colleague
from ingest.classify.writers import writer_of
from ingest.forward.unwrap import without_forward
from ingest.mime.headers import one_line
from ingest.mime.identity import shares_domain
from ingest.mime.limits import ENCRYPTED, MAX_SUBJECT
from ingest.mime.mail import all_containers, attachments, is_cut
from ingest.mime.values import Person
from ingest.proposals.numbers import Numbers
from ingest.proposals.scoring import (
    PROFESSIONAL,
    Suggestions,
    find_professional,
    suggest,
)
from ingest.reading.body_facts import BodyFacts, split_files
from ingest.reading.dates import QUOTED_DATE
from ingest.reading.header_facts import HeaderFacts
from ingest.reading.understood import Understood
from ingest.text.lines import reflow
from ingest.text.pictures import split_pictures
from models.analysis.doubts import Doubt

CAPACITY = "reclamant_type"
# Last digits of a telephone number, without the country.
_NATIONAL_DIGITS = 9
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


def case_of(facts: HeaderFacts, body: BodyFacts) -> Case:
    """The case of the mail with what its opened text says."""
    case = replace(
        facts.case,
        is_forward=body.forwarded,
        is_redirect=bool(facts.redirected_by),
        is_form=body.form,
        inner_subject=body.subject,
        note=body.own,
        body=body.body,
        quoted=body.quoted,
        writer=body.person if body.forwarded else None,
    )
    return _with_office(classification.with_carrier(case), body)


def _with_office(case: Case, body: BodyFacts) -> Case:
    """The case with the office that writes about a customer, never the house's own."""
    person = body.person
    # A colleague's signature names the house's own trade.
    if not person or body.form or case.carrier or is_colleague(case, person.email):
        return case
    signature = "" if body.forwarded else body.signature
    return replace(case, office=writer_of(person, body.body, signature))


def word_fields(facts: HeaderFacts, body: BodyFacts) -> dict[str, Any]:
    """The fields for the words, and for the files that came with them."""
    inline, attached = split_files(facts.mail.files, body)
    logos, inside = split_pictures(facts.mail.enclosed)
    containers = (*facts.containers, *all_containers(facts.mail.enclosed))
    return {
        "subject": _subject(facts, body)[:MAX_SUBJECT],
        "body": reflow(body.body),
        "reply_text": body.own,
        "forwarder_note": body.note,
        "signature": body.signature,
        "quoted": body.quoted,
        "attachments": attachments([*attached, *inside]),
        "inline": attachments([*inline, *logos]),
        "containers": attachments(containers),
    }


def _subject(facts: HeaderFacts, body: BodyFacts) -> str:
    if body.has_subject:
        return body.subject
    if body.form:
        # A notice's subject is the site's; the customer gave none.
        return ""
    if body.forwarded:
        return without_forward(facts.envelope.subject)
    return facts.envelope.subject


def way_fields(facts: HeaderFacts, body: BodyFacts) -> dict[str, Any]:
    """The fields for the complainant, and for the hops between them and us."""
    person, redirected_by = body.person, facts.redirected_by or None
    complainant = person if person and (person.name or person.email) else None
    if is_cut(facts.mail) and not body.forwarded and not body.form:
        # The forward that names the complainant may be in the part that was not read.
        complainant = None
    hops = body.hops if body.hops[-1] or len(body.hops) > 1 else ()
    sender = facts.envelope.email or None
    return {
        "forwarded": body.forwarded or bool(redirected_by),
        # A rule's owner answers for what it sends on, as a person who forwards does.
        "forwarder_email": redirected_by or (sender if body.forwarded else None),
        "complainant": complainant,
        "hops": (*hops, redirected_by) if redirected_by else hops,
    }


def office_fields(case: Case, hops: tuple[str | None, ...]) -> dict[str, Any]:
    """The fields that an office's letter changes: the customer, the hops, the capacity."""
    office = case.office
    if office is None or not office.is_sure:
        return {}
    return {
        "complainant": Person(office.customer, "") if office.customer else None,
        # The customer behind an office has no address: theirs is the first hop.
        "hops": (None, *hops),
        "capacity": office.capacity.value,
        "writer_name": office.name,
    }


def acknowledgement_fields(
    rule: classification.Rule, case: Case, body: BodyFacts, complainant: Person | None
) -> dict[str, Any]:
    """The fields for whether an acknowledgement may leave by itself, and why."""
    allowed, reason = classification.may_acknowledge(rule.kind, case, complainant)
    if allowed and body.quotes_other:
        allowed, reason = False, Doubt.QUOTES_OTHER
    if rule.kind is Kind.COMPLAINT and is_cut(case.mail):
        allowed, reason = False, Doubt.TRUNCATED
    if rule.kind is Kind.COMPLAINT and ENCRYPTED in case.mail.defects:
        allowed, reason = False, Doubt.ENCRYPTED
    return {"auto_ack_allowed": allowed, "auto_ack_reason": reason}


def with_grounds(
    letter: Understood, rule: classification.Rule, body: BodyFacts, numbers: Numbers
) -> Understood:
    """The same with its proposals, the confidence of each field and its evidence."""
    grounds, proposals = grounds_of(letter, body, numbers), _propose(letter, body)
    return replace(
        letter,
        suggestions=proposals.values,
        confidence={**grounds.confidence, **proposals.confidence},
        evidence={"kind": rule.name, **grounds.evidence, **proposals.evidence},
    )


def _propose(letter: Understood, body: BodyFacts) -> Suggestions:
    """Motif, product, priority, telephone and capacity, where its words speak for them."""
    found = suggest(letter.subject, letter.body, _where_a_phone_stands(letter, body))
    name = letter.complainant.name if letter.complainant else ""
    # Of a mail that was passed on the signature is the forwarder's.
    closing = letter.body if letter.forwarded else f"{letter.body}\n{body.signature}"
    words = find_professional(name, closing)
    if "phone" in found.values and not _is_customer_s(found.values["phone"], letter):
        for facts in (found.values, found.confidence, found.evidence):
            facts.pop("phone")
    if words and not letter.capacity:
        found.add(CAPACITY, PROFESSIONAL, 0.6 + 0.1 * len(words), words)
    return found


def _is_customer_s(phone: str, letter: Understood) -> bool:
    """Neither a colleague's number, nor an office's, nor one that a forwarder signs with."""
    who = letter.complainant
    is_at_home = who is not None and shares_domain(who.email, letter.recipients[:1])
    if letter.capacity or is_at_home or letter.auto_ack_reason == Doubt.COLLEAGUE:
        return False
    number = re.sub(r"\D", "", phone)[-_NATIONAL_DIGITS:]
    return not letter.forwarded or number not in re.sub(r"\D", "", letter.signature)


def _where_a_phone_stands(letter: Understood, body: BodyFacts) -> str:
    """The field of a form, or the signature of a mail that nobody passed on."""
    if body.form:
        return f"Téléphone : {body.phone}" if body.phone else ""
    return "" if letter.forwarded else body.signature


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
