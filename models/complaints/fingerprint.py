"""By what the same complaint is known again when it comes a second time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, TenantOwned, belongs
from models.complaints.findings import Came, Findings
from models.complaints.folding import fold

_LETTERS = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^((re|tr|fw|fwd|ref|rep|aw|wg|transfert?)\s*:\s*)+")
# Shorter texts ("voir pièce jointe") say nothing of their own.
_LEAST = 30


class Fingerprint(TenantOwned, Base):
    """A digest of what makes a complaint one: its bytes, its Message-ID, its text and day.

    The key refuses a second complaint with the same print, whoever takes it in.
    """

    __tablename__ = "fingerprints"
    __table_args__ = (
        belongs("complaint_id", "complaints"),
        Index("ix_fingerprints_complaint", "tenant_id", "complaint_id"),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    complaint_id: Mapped[UUID]


def prints(findings: Findings, came: Came, zone: ZoneInfo) -> list[str]:
    """The prints of one complaint of a mail.

    A Message-ID alone proves nothing (some programs repeat theirs): it counts with the
    person and the words. Without it the subject and the day count too; the day, because
    a forward tells the hour of sending in its own way, or not at all.
    """
    who = (findings.complainant_email or findings.complainant_name).strip().casefold()
    body = _LETTERS.sub("", fold(findings.body))
    found = [_digest("raw", came.sha256, str(findings.part))]
    if who and came.header_message_id and not findings.forwarded:
        found.append(_digest("id", came.header_message_id, who, body))
    if who and len(body) >= _LEAST:
        subject = _LETTERS.sub("", _PREFIX.sub("", fold(findings.subject)))
        found.append(_digest("text", who, subject, body, _day(findings, zone)))
    return found


def known(session: Session, tenant_id: UUID, digests: Iterable[str]) -> dict[str, UUID]:
    """The complaints that bear these prints."""
    rows = select(Fingerprint.digest, Fingerprint.complaint_id).where(
        Fingerprint.tenant_id == tenant_id, Fingerprint.digest.in_(list(digests))
    )
    return {row.digest: row.complaint_id for row in session.execute(rows)}


def _day(findings: Findings, zone: ZoneInfo) -> str:
    if findings.sent_at is None or findings.sent_precision == "none":
        return ""
    return findings.sent_at.astimezone(zone).date().isoformat()


def _digest(*words: str) -> str:
    said = "\0".join(words).encode("utf-8", "surrogatepass")
    return f"{words[0]}:{hashlib.sha256(said).hexdigest()}"
