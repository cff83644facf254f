"""The fields of a letter's understanding: its words, who complains, what may leave."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ingest.classify import classification
from ingest.classify.kinds import Kind
from ingest.classify.marks import with_carrier
from ingest.classify.rules import Case
from ingest.forward.unwrap import without_forward
from ingest.mime.limits import ENCRYPTED, MAX_SUBJECT
from ingest.mime.mail import all_containers, attachments, is_cut
from ingest.mime.values import Person
from ingest.proposals import numbers
from ingest.reading.body_facts import Opened, inline_and_attached
from ingest.reading.confidence import grounds_of
from ingest.reading.header_facts import Outer
from ingest.reading.offices import with_office
from ingest.reading.proposing import proposed
from ingest.reading.understood import Understood
from ingest.text.lines import reflow
from ingest.text.pictures import split_pictures
from models.analysis.doubts import Doubt


def case_of(outer: Outer, opened: Opened) -> Case:
    """The case of the mail with what its opened text says."""
    case = replace(
        outer.case,
        is_forward=opened.forwarded,
        is_redirect=bool(outer.passer),
        is_form=opened.form,
        inner_subject=opened.subject,
        note=opened.own,
        body=opened.body,
        quoted=opened.quoted,
        writer=opened.person if opened.forwarded else None,
    )
    return with_office(with_carrier(case), opened)


def words_of(outer: Outer, opened: Opened) -> dict[str, Any]:
    """The fields for what was written, and for the files that came with it."""
    inline, attached = inline_and_attached(outer.mail.files, opened)
    logos, inside = split_pictures(outer.mail.enclosed)
    envelopes = (*outer.containers, *all_containers(outer.mail.enclosed))
    return {
        "subject": _subject(outer, opened)[:MAX_SUBJECT],
        "body": reflow(opened.body),
        "reply_text": opened.own,
        "forwarder_note": opened.note,
        "signature": opened.signature,
        "quoted": opened.quoted,
        "attachments": attachments([*attached, *inside]),
        "inline": attachments([*inline, *logos]),
        "containers": attachments(envelopes),
    }


def way_of(outer: Outer, opened: Opened, passer: str | None) -> dict[str, Any]:
    """The fields for who complains, and by whose hands the message came."""
    person = opened.person
    known = person if person and (person.name or person.email) else None
    if is_cut(outer.mail) and not opened.forwarded and not opened.form:
        # What was not read may be the forward that names the complainant.
        known = None
    hops = opened.hops if opened.hops[-1] or len(opened.hops) > 1 else ()
    sender = outer.envelope.email or None
    return {
        "forwarded": opened.forwarded or bool(passer),
        "forwarder_email": passer or (sender if opened.forwarded else None),
        "complainant": known,
        "hops": (*hops, passer) if passer else hops,
    }


def leave_of(
    rule: classification.Rule, case: Case, opened: Opened, who: Person | None
) -> dict[str, Any]:
    """The fields for whether an acknowledgement may leave by itself, and why."""
    allowed, reason = classification.may_acknowledge(rule.kind, case, who)
    if allowed and opened.quotes_other:
        allowed, reason = False, Doubt.QUOTES_OTHER
    if rule.kind is Kind.COMPLAINT and is_cut(case.mail):
        allowed, reason = False, Doubt.TRUNCATED
    if rule.kind is Kind.COMPLAINT and ENCRYPTED in case.mail.defects:
        allowed, reason = False, Doubt.ENCRYPTED
    return {"auto_ack_allowed": allowed, "auto_ack_reason": reason}


def grounded(
    understood: Understood,
    rule: classification.Rule,
    opened: Opened,
    found: numbers.Numbers,
) -> Understood:
    """The same with what it proposes, how sure each field is, and from which words."""
    grounds, proposals = (
        grounds_of(understood, opened, found),
        proposed(understood, opened),
    )
    return replace(
        understood,
        suggestions=proposals.values,
        confidence={**grounds.confidence, **proposals.confidence},
        evidence={"kind": rule.name, **grounds.evidence, **proposals.evidence},
    )


def _subject(outer: Outer, opened: Opened) -> str:
    if opened.subject_told:
        return opened.subject
    if opened.form:
        # A notice's subject is the site's; the customer gave none.
        return ""
    if opened.forwarded:
        return without_forward(outer.envelope.subject)
    return outer.envelope.subject
