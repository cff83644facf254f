"""From what a message was understood to say to what `models` is told of each complaint in it."""

from __future__ import annotations

from typing import Any

from ingest.classify.kinds import Kind
from ingest.mime.values import Attachment
from ingest.reading.understood import Understood
from models.analysis.findings import AttachmentRole, Findings, Found


def findings_of(understood: Understood) -> list[Findings]:
    """One for each complaint that the message carries, numbered as they stand in it."""
    parts = (understood, *understood.also)
    return [_findings(part, number, understood) for number, part in enumerate(parts)]


def _findings(said: Understood, part: int, outer: Understood) -> Findings:
    name, email = _complainant(said)
    return Findings(
        part=part,
        complainant_name=name,
        complainant_email=email,
        hops=_hops(said, outer, name),
        subject=said.subject,
        body=_body(said),
        text=_text(said, outer),
        sender=outer.sender.email if outer.sender else "",
        sent_at=None if said.sent_at_precision == "none" else said.sent_at,
        sent_precision=said.sent_at_precision,
        sent_source=said.sent_at_source,
        arrivals=said.arrivals,
        contract_number=next(iter(said.contract_numbers), ""),
        claim_number=next(iter(said.claim_numbers), ""),
        suggestions=dict(said.suggestions),
        documents=_documents(said),
        understanding=_understanding(said),
        allowed=said.auto_ack_allowed,
        allowed_reason=said.auto_ack_reason,
        forwarded=said.forwarded,
        forwarder_email=said.forwarder_email or "",
        capacity=said.capacity,
    )


def _complainant(said: Understood) -> tuple[str, str]:
    # A stranger's answer to one of our letters opens a draft in the stranger's name.
    who = said.complainant
    if who is None and said.kind is Kind.FOLLOW_UP:
        who = said.sender
    return (who.name, who.email) if who else ("", "")


def _body(said: Understood) -> str:
    # Of a forward the reply is what the colleague wrote above it.
    if said.kind is Kind.FOLLOW_UP and not said.forwarded:
        return said.reply_text or said.body
    return said.body


def _text(letter: Understood, outer: Understood) -> str:
    """The words shown beside the message in a complaint that it joins or opens."""
    if not letter.forwarded:
        return outer.reply_text
    if letter.kind is not Kind.FOLLOW_UP:
        return outer.forwarder_note
    return "\n\n".join(part for part in (outer.forwarder_note, letter.body) if part)


def _hops(
    said: Understood, outer: Understood, name: str
) -> tuple[tuple[str, str], ...]:
    names = {0: name}
    if said.forwarded and outer.sender:
        names[len(said.hops) - 1] = outer.sender.name
    if said.capacity:
        names[1] = said.writer_name
    return tuple((names.get(n, ""), hop or "") for n, hop in enumerate(said.hops))


def _documents(said: Understood) -> tuple[Found, ...]:
    roles = (
        (AttachmentRole.DOCUMENT, said.attachments),
        (AttachmentRole.INLINE, said.inline),
        (AttachmentRole.CONTAINER, said.containers),
    )
    return tuple(_found(role, one) for role, several in roles for one in several)


def _found(role: AttachmentRole, one: Attachment) -> Found:
    span = (one.span.start, one.span.end, one.span.encoding) if one.span else None
    return Found(
        role=role,
        filename=one.filename,
        content_type=one.content_type,
        size=one.size,
        sha256=one.sha256,
        span=span,
        content=b"" if span else one.content,
    )


def _understanding(said: Understood) -> dict[str, Any]:
    return {
        "kind": said.kind.value,
        "rule": said.rule,
        "confidence": dict(said.confidence),
        "evidence": dict(said.evidence),
        "suggestions": dict(said.suggestions),
        "defects": list(said.defects),
        "contract_numbers": list(said.contract_numbers),
        "claim_numbers": list(said.claim_numbers),
        "signature": said.signature,
        "quoted": said.quoted,
    }
