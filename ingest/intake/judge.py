"""The verdict of one understood message: a machine's, known already, joined to a complaint, or new.

A mail joins a complaint only when it answers one of our letters, which its HMAC proves, and its
sender is a party of that complaint already. Whatever proves less is only suggested to a person:
a forged sender with a guessed reference must not read or steer another's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.classify.kinds import Kind
from ingest.reading.understood import Understood
from ingest.sandbox.jobs import Analysis, ComplaintPart
from models.analysis.duplicates import hint_of, is_proof
from models.analysis.findings import Findings, Provenance
from models.complaints.drafting import facts_of, link, open_draft
from models.complaints.register import find_by_reference, standing_for
from models.letters.identifiers import read_message_id
from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Fingerprint, LinkKind, Party
from models.rows.event_kinds import EventKind
from models.rows.history import record
from models.rows.letter import Letter
from models.rows.message import Verdict
from models.rows.tenant import Tenant
from models.sending import acknowledgement
from models.sending.returns import note_return
from models.store.service import Service
from models.store.session import TenantSession

# Machines write these: kept and shown, they open nothing.
IGNORED = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.RECEIPT, Kind.LIST, Kind.SPAM})
# An answering machine may show that one of our letters arrived, or did not.
RETURNS = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.RECEIPT})
# Of several complaints in one mail the message bears the first of these.
_BY_WEIGHT = (Verdict.DRAFT, Verdict.FOLLOW_UP, Verdict.DUPLICATE)
_REFERENCE = re.compile(r"\bD-[0-9A-Z]{6}\b|\b20\d\d-\d{4,6}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of a message, with the rule or the reason that gave it."""

    verdict: Verdict
    rule: str = ""
    reason: str = ""


@dataclass
class IntakeBatch:
    """The messages of one cabinet judged in one transaction, and the fingerprints known so far."""

    session: TenantSession
    service: Service
    tenant: Tenant
    known: dict[str, UUID]

    def judge(self, analysis: Analysis) -> Judgement:
        """Write what follows from a message into the session, and return its verdict."""
        understood, parts = analysis.understood, analysis.parts
        provenance = analysis.provenance
        if understood.kind is Kind.UNREADABLE:
            notify_set_aside(self.session, self.tenant.id, provenance.message_id)
            return Judgement(Verdict.SET_ASIDE, understood.rule, "unreadable")
        is_of_machine = understood.kind in IGNORED
        if is_of_machine and not provenance.forced:
            # A bounce may concern a letter that we believe delivered.
            if understood.kind in RETURNS:
                note_return(self.session, self.service, understood)
            return Judgement(Verdict.IGNORED, understood.rule or understood.kind.value)
        if is_of_machine:
            # A person called it a complaint: they know more than the rules.
            parts = [_propose_sender(part, understood) for part in parts]
        # An answer that quotes a letter of which nobody knows whether it left proves that it did.
        note_return(self.session, self.service, understood)
        joined, parts = self._find_complaint(understood, parts)
        verdicts = {self._judge_part(provenance, part, joined) for part in parts}
        return Judgement(next(v for v in _BY_WEIGHT if v in verdicts), understood.rule)

    def _find_complaint(
        self, understood: Understood, parts: list[ComplaintPart]
    ) -> tuple[Complaint | None, list[ComplaintPart]]:
        """The complaint that the message joins, or the parts with the one that is suggested."""
        session, tenant_id = self.session, self.tenant.id
        sender = understood.sender.email if understood.sender else ""
        answered = find_answered_complaint(session, self.service, tenant_id, understood)
        # The signed identifier proves the letter; only a party of it may read and add
        # to the file.
        if answered is not None and is_party(session, answered, sender):
            return answered, parts
        if answered is not None:
            # A stranger answers our letter: perhaps a relative, perhaps somebody who
            # got hold of it.
            return None, _suggest(parts, answered, "letter")
        named = find_named_complaint(session, tenant_id, understood)
        return None, parts if named is None else _suggest(parts, named, "reference")

    def _judge_part(
        self, provenance: Provenance, part: ComplaintPart, joined: Complaint | None
    ) -> Verdict:
        """Link one complaint of a mail to one that is known, or open a draft for it."""
        findings, digests = part
        # The strongest fingerprint comes first.
        known = [digest for digest in digests if digest in self.known]
        proof = next(filter(is_proof, known), None)
        # A copy comes first: a mail that answers a letter and was fetched twice is one
        # follow-up.
        if proof:
            return self._link_copy(provenance, findings, self._complaint_of(proof))
        # The fingerprints of a follow-up recognise its own copies later.
        if joined is not None:
            self._remember(digests, joined)
            return self._link(provenance, findings, joined, LinkKind.FOLLOW_UP)
        if known:
            similar, hint = self._complaint_of(known[0]), hint_of(known[0])
            # A second draft is opened all the same: a person sees both, no complaint is
            # lost.
            findings = _with_doubt(findings, similar, hint)
        complaint, _ = open_draft(
            self.session, self.service, self.tenant, findings, provenance
        )
        self._remember(digests, complaint)
        return Verdict.DRAFT

    def _link_copy(
        self, provenance: Provenance, findings: Findings, complaint: Complaint
    ) -> Verdict:
        """Link a copy; one that comes from the complainant may prove who wrote the first."""
        verdict = self._link(provenance, findings, complaint, LinkKind.DUPLICATE)
        if findings.complainant_email.lower() == complaint.complainant_email.lower():
            acknowledgement.adopt_trusted_copy(
                self.session, self.service, complaint, facts_of(findings, provenance)
            )
        return verdict

    def _link(
        self,
        provenance: Provenance,
        findings: Findings,
        complaint: Complaint,
        kind: LinkKind,
    ) -> Verdict:
        link(self.session, complaint, findings, provenance, kind)
        record(
            self.session,
            self.tenant.id,
            complaint.id,
            EventKind(f"message:{kind.value}"),
            message_id=provenance.message_id,
            sha256=provenance.sha256,
        )
        return Verdict(kind.value)

    def _remember(self, digests: list[str], complaint: Complaint) -> None:
        tenant_id = self.tenant.id
        for digest in digests:
            if digest not in self.known:
                self.known[digest] = complaint.id
                row = Fingerprint(
                    tenant_id=tenant_id, digest=digest, complaint_id=complaint.id
                )
                self.session.add(row)

    def _complaint_of(self, digest: str) -> Complaint:
        """The complaint that bears a fingerprint, or the one that stands for it now."""
        key = (self.tenant.id, self.known[digest])
        return standing_for(self.session, self.session.get_one(Complaint, key))


def find_answered_complaint(
    session: Session, service: Service, tenant_id: UUID, understood: Understood
) -> Complaint | None:
    """The complaint whose letter this message answers, by the signed Message-ID."""
    for letter_id in _find_answered_letters(service, tenant_id, understood):
        letter = session.get(Letter, (tenant_id, letter_id))
        if letter is not None and letter.complaint_id is not None:
            key = (tenant_id, letter.complaint_id)
            return standing_for(session, session.get_one(Complaint, key))
    return None


def _find_answered_letters(
    service: Service, tenant_id: UUID, understood: Understood
) -> Iterator[UUID]:
    # In-Reply-To names the letter itself; References may name older ones of another
    # file.
    for value in dict.fromkeys((understood.in_reply_to, *understood.references)):
        letter_id = read_message_id(service.mail_key, value, tenant_id)
        if letter_id is not None:
            yield letter_id


def is_party(session: Session, complaint: Complaint, email: str) -> bool:
    """An address belongs to this complaint already."""
    if not email:
        return False
    if email.lower() == complaint.complainant_email.lower():
        return True
    known = select(Party.id).where(
        Party.tenant_id == complaint.tenant_id,
        Party.complaint_id == complaint.id,
        func.lower(Party.email) == email.lower(),
    )
    return session.scalars(known).first() is not None


def find_named_complaint(
    session: Session, tenant_id: UUID, understood: Understood
) -> Complaint | None:
    """A complaint whose reference or number the subject names; only ever a suggestion."""
    for found in _REFERENCE.finditer(understood.subject):
        complaint = find_by_reference(session, tenant_id, found[0])
        if complaint is not None:
            return complaint
    return None


def notify_set_aside(session: Session, tenant_id: UUID, message_id: UUID) -> None:
    """Have the cabinet learn by mail, once, that a message waits for a person."""
    notify.notify(session, tenant_id, NoticeKind.MAIL_SET_ASIDE, str(message_id))


def _suggest(
    parts: list[ComplaintPart], complaint: Complaint, reason: str
) -> list[ComplaintPart]:
    """Show the person who confirms where the parts may belong; nothing joins by itself."""
    return [
        part._replace(findings=_with_suggestion(part.findings, complaint, reason))
        for part in parts
    ]


def _with_suggestion(findings: Findings, complaint: Complaint, reason: str) -> Findings:
    suggestion = {"complaint_id": str(complaint.id), "reason": reason}
    understanding = findings.understanding | {"suggestion": suggestion}
    return replace(findings, understanding=understanding)


def _with_doubt(findings: Findings, complaint: Complaint, hint: str) -> Findings:
    """Perhaps the same message with a line or a file more or less: no second letter by itself."""
    reason = f"same_{hint}"
    if "suggestion" not in findings.understanding:
        findings = _with_suggestion(findings, complaint, reason)
    return replace(findings, doubt=findings.doubt or reason)


def _propose_sender(part: ComplaintPart, understood: Understood) -> ComplaintPart:
    """Propose the sender where a person calls a machine's mail a complaint."""
    findings, sender = part.findings, understood.sender
    if sender is None or findings.complainant_email:
        return part
    email = sender.email.lower()
    findings = replace(findings, complainant_name=sender.name, complainant_email=email)
    return part._replace(findings=findings)
