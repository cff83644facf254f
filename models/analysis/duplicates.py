"""Fingerprints that detect a duplicate complaint."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from zoneinfo import ZoneInfo

from models.analysis.findings import AttachmentRole, Findings, Provenance
from models.base.folding import fold

_OTHERS = re.compile(r"[\W_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII_OTHERS = bytes(code for code in range(128) if not chr(code).isalnum())
# What programs and servers put before a subject: `TR:`, `[EXTERNE]`.
_PREFIX = re.compile(
    r"^(((re|tr|fw|fwd|ref|rep|aw|wg|transfert?)\s*:|\[ext(erne?|ernal)?\])\s*)+"
)
# Shorter texts ("voir pièce jointe") say nothing of their own.
_LEAST = 30
# Of prints that prove nothing, but make a second letter to the same person doubtful.
_HINTS = ("words", "minute")


def fingerprints(
    findings: Findings, provenance: Provenance, zone: ZoneInfo
) -> list[str]:
    """The prints of one complaint of a mail, those that prove before those that hint.

    A Message-ID alone proves nothing (some programs repeat theirs): it counts with the
    person, the words and the files. Without it the subject and the day count too; the day,
    because a forward tells the hour of sending in its own way, or not at all. Two letters
    laid on one copier have the same words, and other files. The words without their files
    and the minute, where it is told, are hints: the same message passed on with a line or a
    file more or less.
    """
    known = (findings.complainant_email or findings.complainant_name).strip()
    who = (known or findings.sender).casefold()
    body, files = _letters(fold(findings.body)), _files(findings)
    found = [_digest("raw", provenance.sha256, str(findings.part))]
    if who and provenance.header_message_id and not findings.forwarded:
        found.append(_digest("id", provenance.header_message_id, who, body, *files))
    subject = _letters(_PREFIX.sub("", fold(findings.subject)))
    words = (who, subject, body, _day(findings, zone))
    says_something = len(body) >= _LEAST
    if who and (says_something or files):
        found.append(_digest("text", *words, *files))
    if known and says_something:
        found.append(_digest("words", *words))
    if known and subject and findings.sent_at and findings.sent_precision == "minute":
        minute = f"{findings.sent_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        found.append(_digest("minute", who, subject, minute))
    return found


def is_proof(digest: str) -> bool:
    """Tell whether a fingerprint proves that it is the same complaint."""
    return hint_of(digest) == ""


def hint_of(digest: str) -> str:
    """`words` or `minute`: what a print that proves nothing hints at; "" where it proves."""
    kind = digest.partition(":")[0]
    return kind if kind in _HINTS else ""


def _files(findings: Findings) -> list[str]:
    """Digests of the documents, in one order whatever the mail's."""
    kept = AttachmentRole.DOCUMENT
    return sorted(
        {document.sha256 for document in findings.documents if document.role is kept}
    )


def _letters(folded: str) -> str:
    """Letters and digits alone."""
    folded = _NOT_ASCII.sub(_letters_of, folded)
    if folded.isascii():
        return folded.encode().translate(None, _ASCII_OTHERS).decode()
    return _OTHERS.sub("", folded)


def _letters_of(others: re.Match[str]) -> str:
    return _OTHERS.sub("", others[0])


def _day(findings: Findings, zone: ZoneInfo) -> str:
    if findings.sent_at is None or findings.sent_precision == "none":
        return ""
    return findings.sent_at.astimezone(zone).date().isoformat()


def _digest(*words: str) -> str:
    payload = "\0".join(words).encode("utf-8", "surrogatepass")
    return f"{words[0]}:{hashlib.sha256(payload).hexdigest()}"
