"""Understanding second: stored messages become drafts, follow-ups, or say why not."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Row, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ingest.intake.judge import IntakeBatch, Judgement, tell_set_aside
from ingest.sandbox.jobs import Analysis, AnalysisBatch, AnalysisJob
from models.analysis.findings import Provenance
from models.base.errors import TemporaryError
from models.base.process import fault
from models.rows.complaint_parts import known_fingerprints
from models.rows.mailbox import Mailbox
from models.rows.message import Blob, InboundMessage, Verdict
from models.rows.tenant import Tenant
from models.sending.caps import preload_limits
from models.store.bulk import write_new
from models.store.content import enter_blobs, place_of
from models.store.service import Service
from models.store.session import tenant_transaction
from models.vault.packs import Stored

_TRIES = 5
_REFERENCE = "uq_complaints_public_reference"
# The first half of the advisory lock under which one cabinet's drafts are written in turn.
_WRITERS = 73059


# `ingest.sandbox.examine.examine` itself, or a reader that has it done apart.
Examine = Callable[[AnalysisBatch], list[Analysis]]
_PARDONED_ATTEMPTS = 12


@dataclass(frozen=True)
class Judged:
    """A verdict on its way to the row, under the attempt that may write it."""

    message_id: UUID
    attempt: int
    judgement: Judgement
    kind: str = ""
    header_message_id: str = ""


_VERDICTS = text(
    """update inbound_messages m set verdict = n.verdict, rule = n.rule, reason = n.reason,
      kind = coalesce(nullif(n.kind, ''), m.kind), judged_at = now(),
      header_message_id = coalesce(nullif(n.header, ''), m.header_message_id),
      claimed_by = null, lease_until = null, next_attempt_at = null
    from unnest(cast(:ids as uuid[]), cast(:attempts as int[]), cast(:verdicts as text[]),
      cast(:rules as text[]), cast(:reasons as text[]), cast(:kinds as text[]),
      cast(:headers as text[])) n(id, attempt, verdict, rule, reason, kind, header)
    where m.tenant_id = :tenant and m.id = n.id and m.attempt = n.attempt
    returning m.id"""
)


def take_in(
    service: Service,
    tenant_id: UUID,
    held: Mapping[UUID, int],
    examine: Examine,
) -> int:
    """Give claimed messages (id to attempt) their verdict, all in one transaction.

    `examine` reads them: here, or in a process apart. Returns how many got a verdict: what
    another worker took meanwhile is left out. Raises what the database, the disk or a
    message makes it raise; then nothing was written.
    """
    rows, batch = load(service, tenant_id, list(held))
    examined = examine(batch)
    if any(row.failures for row in rows):
        _pardon(service, tenant_id, held)
    unpacked = _keep_unpacked(service, tenant_id, batch.key, examined)
    for left in reversed(range(_TRIES)):
        try:
            return _write(service, tenant_id, held, examined, unpacked)
        except IntegrityError as error:
            # Some cabinet has this public reference already: draw others.
            if _REFERENCE not in str(error.orig) or not left:
                raise
    raise TemporaryError("no free public reference")


def set_aside(
    service: Service, tenant_id: UUID, message_id: UUID, attempt: int, reason: str
) -> None:
    """Put a message away whole, for a person to look at, replay or type in."""
    with tenant_transaction(service.app, tenant_id) as session:
        judgement = Judgement(Verdict.SET_ASIDE, reason=reason)
        judged = [Judged(message_id, attempt, judgement)]
        if _tell_verdicts(session, tenant_id, judged):
            tell_set_aside(session, tenant_id, message_id)


def load(
    service: Service, tenant_id: UUID, message_ids: Sequence[UUID]
) -> tuple[Sequence[Row[Any]], AnalysisBatch]:
    """The rows of messages, and all that whoever examines them must know.

    A message whose bytes are not here is left out.
    """
    with tenant_transaction(service.app, tenant_id) as session:
        tenant = session.get_one(Tenant, tenant_id)
        own = session.scalars(select(Mailbox.address)).all()
        rows = session.execute(_wanted(tenant_id, message_ids)).all()
        batch = AnalysisBatch(
            tenant_id=tenant_id,
            key=service.tenant_key(session, tenant_id),
            packs=str(service.packs.root),
            mail_domains=service.settings.mail_domains,
            own_addresses=frozenset(address.lower() for address in own),
            time_zone=tenant.time_zone,
            arc_sealers=frozenset(service.settings.arc_sealers),
            jobs=tuple(map(_job, rows)),
        )
        return rows, batch


def _wanted(tenant_id: UUID, message_ids: Sequence[UUID]) -> Executable:
    return (
        select(
            InboundMessage.id,
            InboundMessage.mailbox_id,
            InboundMessage.received_at,
            InboundMessage.asked_old,
            InboundMessage.insisted,
            InboundMessage.failures,
            func.coalesce(Mailbox.authserv_id, "").label("authserv_id"),
            Blob,
        )
        .join(
            Blob,
            (Blob.tenant_id == InboundMessage.tenant_id)
            & (Blob.sha256 == InboundMessage.sha256),
        )
        .outerjoin(
            Mailbox,
            (Mailbox.tenant_id == InboundMessage.tenant_id)
            & (Mailbox.id == InboundMessage.mailbox_id),
        )
        .where(
            InboundMessage.tenant_id == tenant_id, InboundMessage.id.in_(message_ids)
        )
        .order_by(InboundMessage.received_at, InboundMessage.id)
    )


def _job(row: Row[Any]) -> AnalysisJob:
    blob: Blob = row.Blob
    provenance = Provenance(
        message_id=row.id,
        mailbox_id=row.mailbox_id,
        received_at=row.received_at,
        header_message_id="",
        sha256=blob.sha256,
        imported_on_request=row.asked_old,
        forced=row.insisted,
    )
    return AnalysisJob(provenance, place_of(blob), row.authserv_id)


def _pardon(service: Service, tenant_id: UUID, held: Mapping[UUID, int]) -> None:
    """What was read without a death is no poison: should the process die now, it is not why."""
    with tenant_transaction(service.app, tenant_id) as session:
        for message_id, attempt in held.items():
            session.execute(
                update(InboundMessage)
                .where(InboundMessage.tenant_id == tenant_id)
                .where(InboundMessage.id == message_id)
                .where(InboundMessage.attempt == attempt, InboundMessage.failures > 0)
                # Not for ever: something may kill while it is written down, too.
                .where(InboundMessage.attempt <= _PARDONED_ATTEMPTS)
                .values(failures=InboundMessage.failures - 1)
                .execution_options(synchronize_session=False)
            )


def _keep_unpacked(
    service: Service, tenant_id: UUID, key: bytes, examined: Iterable[Analysis]
) -> list[Stored]:
    """Keep the documents that are not a span of their message, in one pack."""
    contents = [
        document.content
        for one in examined
        for part in one.parts
        for document in part.findings.documents
        if document.span is None
    ]
    return service.packs.write(tenant_id, contents, key)


def _write(
    service: Service,
    tenant_id: UUID,
    held: Mapping[UUID, int],
    examined: list[Analysis],
    unpacked: list[Stored],
) -> int:
    fault("before_draft_commit")
    with tenant_transaction(service.app, tenant_id) as session:
        _in_turn(session, tenant_id)
        mine = _still_ours(session, tenant_id, held, examined)
        enter_blobs(session, tenant_id, unpacked)
        tenant = session.get_one(Tenant, tenant_id)
        parts = [part for one in mine for part in one.parts]
        seen = known_fingerprints(
            session, tenant_id, [d for part in parts for d in part.fingerprints]
        )
        preload_limits(session, service, {p.findings.complainant_email for p in parts})
        desk = IntakeBatch(session, service, tenant, seen)
        judged = [_judge(desk, one, held[one.provenance.message_id]) for one in mine]
        write_new(session)
        _tell_verdicts(session, tenant_id, judged)
        fault("in_draft_transaction")
    fault("after_draft_commit")
    return len(judged)


def _judge(desk: IntakeBatch, one: Analysis, attempt: int) -> Judged:
    judgement = desk.judge(one.provenance, one.understood, one.parts)
    header, kind = one.understood.message_id, one.understood.kind.value
    return Judged(one.provenance.message_id, attempt, judgement, kind, header)


def _in_turn(session: Session, tenant_id: UUID) -> None:
    """Two workers never open the same complaint twice: a cabinet's drafts are written in turn."""
    half = zlib.crc32(tenant_id.bytes) - 2**31
    lock = text("select pg_advisory_xact_lock(:writers, :half)")
    session.execute(lock, {"writers": _WRITERS, "half": half})


def _still_ours(
    session: Session,
    tenant_id: UUID,
    held: Mapping[UUID, int],
    examined: list[Analysis],
) -> list[Analysis]:
    waiting = (
        select(InboundMessage.id, InboundMessage.attempt)
        .where(
            InboundMessage.tenant_id == tenant_id,
            InboundMessage.id.in_(list(held)),
            InboundMessage.verdict == Verdict.STORED,
        )
        .order_by(InboundMessage.id)
        .with_for_update()
    )
    attempts = {row.id: row.attempt for row in session.execute(waiting)}
    return [
        one
        for one in examined
        if attempts.get(one.provenance.message_id) == held[one.provenance.message_id]
    ]


def _tell_verdicts(session: Session, tenant_id: UUID, judged: list[Judged]) -> bool:
    """Write the verdicts where the claim is still ours; tells whether all were written."""
    told = {
        "tenant": tenant_id,
        "ids": [one.message_id for one in judged],
        "attempts": [one.attempt for one in judged],
        "verdicts": [one.judgement.verdict.value for one in judged],
        "rules": [one.judgement.rule for one in judged],
        "reasons": [one.judgement.reason for one in judged],
        "kinds": [one.kind for one in judged],
        "headers": [one.header_message_id for one in judged],
    }
    return len(session.execute(_VERDICTS, told).all()) == len(judged)
