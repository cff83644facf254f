"""What becomes of one understood message: a table of kinds, then: known, joined, or opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from ingest.classify.kinds import Kind
from ingest.intake.thread import answered_complaint, is_party, named_complaint
from ingest.reading.understood import Understood
from ingest.sandbox.jobs import ComplaintPart
from models.analysis.duplicates import hint_of, is_proof
from models.analysis.findings import Findings, Provenance
from models.complaints.drafting import facts_of, link, open_draft
from models.complaints.register import standing_for
from models.letters.notice_text import NoticeKind
from models.mail import notify
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Fingerprint, LinkKind
from models.rows.history import record
from models.rows.message import Verdict
from models.rows.tenant import Tenant
from models.sending import acknowledgement
from models.sending.returns import note_return
from models.store.service import Service
from models.store.session import TenantSession

# Machines write these: kept and shown, they open nothing.
IGNORED = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.RECEIPT, Kind.LIST, Kind.SPAM})
# What a machine answers may tell how a letter of ours fared.
RETURNS = frozenset({Kind.AUTO_REPLY, Kind.BOUNCE, Kind.RECEIPT})
# Of several complaints in one mail the message bears the first of these.
_FIRST = (Verdict.DRAFT, Verdict.FOLLOW_UP, Verdict.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of a message, with the rule or the reason that gave it."""

    verdict: Verdict
    rule: str = ""
    reason: str = ""


@dataclass
class IntakeBatch:
    """One transaction of one cabinet: `seen` holds the prints known so far."""

    session: TenantSession
    service: Service
    tenant: Tenant
    seen: dict[str, UUID]

    def judge(
        self, provenance: Provenance, said: Understood, parts: list[ComplaintPart]
    ) -> Judgement:
        """Write what follows from a message into the session, and say its verdict."""
        if said.kind is Kind.UNREADABLE:
            return self._unreadable(provenance, said)
        if said.kind in IGNORED and not provenance.forced:
            if said.kind in RETURNS:
                note_return(self.session, self.service, said)
            return Judgement(Verdict.IGNORED, said.rule or said.kind.value)
        if said.kind in IGNORED:
            parts = [_by_sender(part, said) for part in parts]
        return self._person(provenance, said, parts)

    def _unreadable(self, provenance: Provenance, said: Understood) -> Judgement:
        tell_set_aside(self.session, self.tenant.id, provenance.message_id)
        return Judgement(Verdict.SET_ASIDE, said.rule, "unreadable")

    def _person(
        self, provenance: Provenance, said: Understood, parts: list[ComplaintPart]
    ) -> Judgement:
        # An answer that quotes a letter of which nobody knows whether it left proves that it did.
        note_return(self.session, self.service, said)
        answered = answered_complaint(self.session, self.service, self.tenant.id, said)
        sender = said.sender.email if said.sender else ""
        joins = answered is not None and is_party(self.session, answered, sender)
        if answered is not None and not joins:
            parts = _suggest(parts, answered, "letter")
        elif answered is None:
            parts = self._named(said, parts)
        verdicts = {
            self._one(provenance, one, answered if joins else None) for one in parts
        }
        verdict = next(v for v in _FIRST if v in verdicts)
        return Judgement(verdict, said.rule)

    def _one(
        self, provenance: Provenance, part: ComplaintPart, joined: Complaint | None
    ) -> Verdict:
        one, digests = part
        # The strongest print comes first.
        seen = [d for d in digests if d in self.seen]
        known = next(filter(is_proof, seen), None)
        if known:
            return self._again(provenance, one, self._standing(self.seen[known]))
        if joined is not None:
            self._remember(digests, joined)
            return self._link(provenance, one, joined, LinkKind.FOLLOW_UP)
        if seen:
            one = _doubted(one, self._standing(self.seen[seen[0]]), hint_of(seen[0]))
        complaint, _ = open_draft(
            self.session, self.service, self.tenant, one, provenance
        )
        self._remember(digests, complaint)
        return Verdict.DRAFT

    def _again(
        self, provenance: Provenance, one: Findings, complaint: Complaint
    ) -> Verdict:
        verdict = self._link(provenance, one, complaint, LinkKind.DUPLICATE)
        if one.complainant_email.lower() == complaint.complainant_email.lower():
            facts = facts_of(one, provenance)
            acknowledgement.adopt_trusted_copy(
                self.session, self.service, complaint, facts
            )
        return verdict

    def _link(
        self,
        provenance: Provenance,
        one: Findings,
        complaint: Complaint,
        kind: LinkKind,
    ) -> Verdict:
        link(self.session, complaint, one, provenance, kind)
        record(
            self.session,
            self.tenant.id,
            complaint.id,
            f"message:{kind.value}",
            message_id=provenance.message_id,
            sha256=provenance.sha256,
        )
        return Verdict(kind.value)

    def _remember(self, digests: list[str], complaint: Complaint) -> None:
        for digest in digests:
            if digest in self.seen:
                continue
            self.seen[digest] = complaint.id
            self.session.add(
                Fingerprint(
                    tenant_id=self.tenant.id, digest=digest, complaint_id=complaint.id
                )
            )

    def _standing(self, complaint_id: UUID) -> Complaint:
        key = (self.tenant.id, complaint_id)
        return standing_for(self.session, self.session.get_one(Complaint, key))

    def _named(
        self, said: Understood, parts: list[ComplaintPart]
    ) -> list[ComplaintPart]:
        named = named_complaint(self.session, self.tenant.id, said)
        return parts if named is None else _suggest(parts, named, "reference")


def tell_set_aside(session: Session, tenant_id: UUID, message_id: UUID) -> None:
    """Have the cabinet told, once, that a message waits for a person."""
    notify.notify(session, tenant_id, NoticeKind.MAIL_SET_ASIDE, str(message_id))


def _suggest(
    parts: list[ComplaintPart], complaint: Complaint, reason: str
) -> list[ComplaintPart]:
    """Say to the person who confirms where it may belong; nothing joins by itself."""
    return [
        ComplaintPart(_suggested(one, complaint, reason), fingerprints)
        for one, fingerprints in parts
    ]


def _suggested(one: Findings, complaint: Complaint, reason: str) -> Findings:
    told = {"suggestion": {"complaint_id": str(complaint.id), "reason": reason}}
    return replace(one, understanding=one.understanding | told)


def _doubted(findings: Findings, complaint: Complaint, hint: str) -> Findings:
    """Perhaps the same message with a line or a file more or less: no second letter by itself."""
    reason = f"same_{hint}"
    if "suggestion" not in findings.understanding:
        findings = _suggested(findings, complaint, reason)
    return replace(findings, doubt=findings.doubt or reason)


def _by_sender(part: ComplaintPart, said: Understood) -> ComplaintPart:
    """A person said that a machine's mail is a complaint: whoever sent it is proposed."""
    one, who = part.findings, said.sender
    if who is None or one.complainant_email:
        return part
    named = replace(one, complainant_name=who.name, complainant_email=who.email.lower())
    return ComplaintPart(named, part.fingerprints)
