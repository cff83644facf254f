"""Findings for `models` on each complaint of an understood message."""

from __future__ import annotations

from typing import Any

from ingest.classify.kinds import Kind
from ingest.mime.values import Attachment
from ingest.reading.understood import Understood
from models.analysis.findings import AttachmentRole, Findings, Found


def findings_of(understood: Understood) -> list[Findings]:
    """One for each complaint in the message, numbered in their order."""
    parts = (understood, *understood.also)
    return [_findings(part, number, understood) for number, part in enumerate(parts)]


def _findings(letter: Understood, part: int, outer: Understood) -> Findings:
    name, email = _complainant(letter)
    return Findings(
        part=part,
        complainant_name=name,
        complainant_email=email,
        hops=_hops(letter, outer, name),
        subject=letter.subject,
        body=_body(letter),
        text=_text(letter, outer),
        sender=outer.sender.email if outer.sender else "",
        sent_at=None if letter.sent_at_precision == "none" else letter.sent_at,
        sent_precision=letter.sent_at_precision,
        sent_source=letter.sent_at_source,
        arrivals=letter.arrivals,
        contract_number=next(iter(letter.contract_numbers), ""),
        claim_number=next(iter(letter.claim_numbers), ""),
        suggestions=dict(letter.suggestions),
        documents=_documents(letter),
        understanding=_understanding(letter),
        allowed=letter.auto_ack_allowed,
        allowed_reason=letter.auto_ack_reason,
        forwarded=letter.forwarded,
        forwarder_email=letter.forwarder_email or "",
        capacity=letter.capacity,
    )


def _complainant(letter: Understood) -> tuple[str, str]:
    # A stranger's answer to one of our letters opens a draft in the stranger's name.
    who = letter.complainant
    if who is None and letter.kind is Kind.FOLLOW_UP:
        who = letter.sender
    return (who.name, who.email) if who else ("", "")


def _body(letter: Understood) -> str:
    # The reply text of a forward is the colleague's note above it.
    if letter.kind is Kind.FOLLOW_UP and not letter.forwarded:
        return letter.reply_text or letter.body
    return letter.body


def _text(letter: Understood, outer: Understood) -> str:
    """The words shown beside the message in a complaint that it joins or opens."""
    # The thread shows the words of the person who sent the mail to us.
    if not letter.forwarded:
        return outer.reply_text
    if letter.kind is not Kind.FOLLOW_UP:
        return outer.forwarder_note
    return "\n\n".join(part for part in (outer.forwarder_note, letter.body) if part)


def _hops(
    letter: Understood, outer: Understood, name: str
) -> tuple[tuple[str, str], ...]:
    names = {0: name}
    if letter.forwarded and outer.sender:
        # Only the ends of the way have names: the hops between are addresses alone.
        names[len(letter.hops) - 1] = outer.sender.name
    if letter.capacity:
        names[1] = letter.writer_name
    return tuple((names.get(n, ""), hop or "") for n, hop in enumerate(letter.hops))


def _documents(letter: Understood) -> tuple[Found, ...]:
    roles = (
        (AttachmentRole.DOCUMENT, letter.attachments),
        (AttachmentRole.INLINE, letter.inline),
        (AttachmentRole.CONTAINER, letter.containers),
    )
    return tuple(_document_of(role, file) for role, files in roles for file in files)


def _document_of(role: AttachmentRole, file: Attachment) -> Found:
    span = (file.span.start, file.span.end, file.span.encoding) if file.span else None
    return Found(
        role=role,
        filename=file.filename,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        span=span,
        # A span is read again from the stored message: its bytes need not cross the
        # pipe.
        content=b"" if span else file.content,
    )


def _understanding(letter: Understood) -> dict[str, Any]:
    return {
        "kind": letter.kind.value,
        "rule": letter.rule,
        "confidence": dict(letter.confidence),
        "evidence": dict(letter.evidence),
        "suggestions": dict(letter.suggestions),
        "defects": list(letter.defects),
        "contract_numbers": list(letter.contract_numbers),
        "claim_numbers": list(letter.claim_numbers),
        "signature": letter.signature,
        "quoted": letter.quoted,
    }
