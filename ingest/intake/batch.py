"""The intake of a batch: stored messages become drafts, follow-ups, or say why not."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Row, func, select, text, update
from sqlalchemy.exc import IntegrityError

from ingest.intake.judge import IntakeBatch, Judgement, notify_set_aside
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
from models.store.session import TenantSession, tenant_transaction
from models.vault.packs import Stored

# `ingest.sandbox.examine.examine` itself, or a reader that calls it in a child process.
Examine = Callable[[AnalysisBatch], list[Analysis]]

MAX_DRAWS = 5
_PUBLIC_REFERENCE = "uq_complaints_public_reference"
# The first half of the advisory lock under which one cabinet's drafts are written in turn.
_DRAFTS_LOCK = 73059
_MAX_FORGIVEN_ATTEMPT = 12


@dataclass(frozen=True)
class VerdictRow:
    """A verdict on its way to the row, under the attempt that may write it."""

    message_id: UUID
    attempt: int
    judgement: Judgement
    kind: str = ""
    header_message_id: str = ""


def take_in(
    service: Service,
    tenant_id: UUID,
    claimed: Mapping[UUID, int],
    examine: Examine,
) -> int:
    """Give claimed messages (id to attempt) their verdict, all in one transaction.

    1. Find where their bytes lie, and have them read in another process: no transaction
       is open while hostile bytes are parsed.
    2. Write to disk the documents that had to be unpacked.
    3. Judge and write everything in one transaction.

    Returns how many got a verdict: what another worker took in the meantime is left out.
    Raises what the database, the disk or a message makes it raise; then nothing was written.
    """
    rows, batch = load_batch(service, tenant_id, list(claimed))
    analyses = examine(batch)
    # Only a message tried alone has a failure counted before it is read.
    if any(row.failures for row in rows):
        _forgive_failures(service, tenant_id, claimed)
    # The disk is written before the transaction: no lock is kept while it syncs.
    unpacked = _store_unpacked(service, batch, analyses)
    for draws_left in reversed(range(MAX_DRAWS)):
        try:
            return _write_verdicts(service, tenant_id, claimed, analyses, unpacked)
        except IntegrityError as error:
            # Some cabinet has this public reference already: draw others.
            if _PUBLIC_REFERENCE not in str(error.orig) or not draws_left:
                raise
    raise TemporaryError("no free public reference")


def _write_verdicts(
    service: Service,
    tenant_id: UUID,
    claimed: Mapping[UUID, int],
    analyses: list[Analysis],
    unpacked: list[Stored],
) -> int:
    """Judge a batch: every row that follows from it is written, or none."""
    fault("before_draft_commit")
    with tenant_transaction(service.app, tenant_id) as session:
        # Two workers of one cabinet would miss each other's fingerprints.
        _wait_for_turn(session, tenant_id)
        # The reading took a while: another worker may have the messages by now.
        analyses = _lock_claimed(session, tenant_id, claimed, analyses)
        parts = [part for analysis in analyses for part in analysis.parts]
        enter_blobs(session, tenant_id, unpacked)
        tenant = session.get_one(Tenant, tenant_id)
        digests = [digest for part in parts for digest in part.fingerprints]
        # `IntakeBatch` adds the fingerprints of its own drafts.
        known = known_fingerprints(session, tenant_id, digests)
        preload_limits(session, service, {p.findings.complainant_email for p in parts})
        batch = IntakeBatch(session, service, tenant, known)
        verdicts = [_judge(batch, analysis, claimed) for analysis in analyses]
        write_new(session)
        _record_verdicts(session, tenant_id, verdicts)
        fault("in_draft_transaction")
    fault("after_draft_commit")
    return len(verdicts)


def set_aside(
    service: Service, tenant_id: UUID, message_id: UUID, attempt: int, reason: str
) -> None:
    """Put a message away whole, for a person to look at, replay or type in."""
    judgement = Judgement(Verdict.SET_ASIDE, reason=reason)
    with tenant_transaction(service.app, tenant_id) as session:
        verdicts = [VerdictRow(message_id, attempt, judgement)]
        # Another worker's verdict stands, and its notice with it.
        if _record_verdicts(session, tenant_id, verdicts):
            notify_set_aside(session, tenant_id, message_id)


def load_batch(
    service: Service, tenant_id: UUID, message_ids: Sequence[UUID]
) -> tuple[Sequence[Row[Any]], AnalysisBatch]:
    """Rows of messages, and the batch of them that a reader examines.

    A message whose bytes are not here is left out.
    """
    with tenant_transaction(service.app, tenant_id) as session:
        tenant = session.get_one(Tenant, tenant_id)
        own = session.scalars(select(Mailbox.address)).all()
        rows = session.execute(_rows_of(tenant_id, message_ids)).all()
        batch = AnalysisBatch(
            tenant_id=tenant_id,
            key=service.tenant_key(session, tenant_id),
            packs=str(service.packs.root),
            mail_domains=service.settings.mail_domains,
            own_addresses=frozenset(address.lower() for address in own),
            time_zone=tenant.time_zone,
            arc_sealers=frozenset(service.settings.arc_sealers),
            jobs=tuple(map(_job_of, rows)),
        )
        return rows, batch


def _rows_of(tenant_id: UUID, message_ids: Sequence[UUID]) -> Executable:
    return (
        select(
            InboundMessage.id,
            InboundMessage.mailbox_id,
            InboundMessage.received_at,
            InboundMessage.asked_old,
            InboundMessage.insisted,
            InboundMessage.failures,
            # An upload came through no mailbox: no provider has checked it.
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
        # A follow-up is judged after the complaint that it belongs to.
        .order_by(InboundMessage.received_at, InboundMessage.id)
    )


def _job_of(row: Row[Any]) -> AnalysisJob:
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


def _forgive_failures(
    service: Service, tenant_id: UUID, claimed: Mapping[UUID, int]
) -> None:
    """Take back the failure that the claim counted: these messages were read to the end.

    Should the process die while it writes them down, they are not the reason.
    """
    with tenant_transaction(service.app, tenant_id) as session:
        for message_id, attempt in claimed.items():
            session.execute(
                update(InboundMessage)
                .where(InboundMessage.tenant_id == tenant_id)
                .where(InboundMessage.id == message_id)
                .where(InboundMessage.attempt == attempt, InboundMessage.failures > 0)
                # A bound, because writing a message down may kill the process, too.
                .where(InboundMessage.attempt <= _MAX_FORGIVEN_ATTEMPT)
                .values(failures=InboundMessage.failures - 1)
                .execution_options(synchronize_session=False)
            )


def _store_unpacked(
    service: Service, batch: AnalysisBatch, analyses: Sequence[Analysis]
) -> list[Stored]:
    """Write documents that are no span of their message to disk, in one pack."""
    contents = [
        document.content
        for analysis in analyses
        for part in analysis.parts
        for document in part.findings.documents
        if document.span is None
    ]
    return service.packs.write(batch.tenant_id, contents, batch.key)


def _wait_for_turn(session: TenantSession, tenant_id: UUID) -> None:
    """Lock the writing of a cabinet's drafts: two workers must not open one complaint twice."""
    half = zlib.crc32(tenant_id.bytes) - 2**31
    lock = text("select pg_advisory_xact_lock(:drafts, :half)")
    session.execute(lock, {"drafts": _DRAFTS_LOCK, "half": half})


def _lock_claimed(
    session: TenantSession,
    tenant_id: UUID,
    claimed: Mapping[UUID, int],
    analyses: Sequence[Analysis],
) -> list[Analysis]:
    """Lock the messages; returns the analyses of those that we still claim."""
    waiting = (
        select(InboundMessage.id, InboundMessage.attempt)
        .where(
            InboundMessage.tenant_id == tenant_id,
            InboundMessage.id.in_(list(claimed)),
            InboundMessage.verdict == Verdict.STORED,
        )
        .order_by(InboundMessage.id)
        .with_for_update()
    )
    attempts = {row.id: row.attempt for row in session.execute(waiting)}
    ids = {key for key, attempt in claimed.items() if attempts.get(key) == attempt}
    return [found for found in analyses if found.provenance.message_id in ids]


def _judge(
    batch: IntakeBatch, analysis: Analysis, claimed: Mapping[UUID, int]
) -> VerdictRow:
    message_id, understood = analysis.provenance.message_id, analysis.understood
    return VerdictRow(
        message_id=message_id,
        attempt=claimed[message_id],
        judgement=batch.judge(analysis),
        kind=understood.kind.value,
        header_message_id=understood.message_id,
    )


# One statement for the batch: a verdict is written where the claim is still ours.
_RECORD_VERDICTS = text(
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


def _record_verdicts(
    session: TenantSession, tenant_id: UUID, rows: Sequence[VerdictRow]
) -> bool:
    """Write the verdicts; False when another worker took one of the messages."""
    values = {
        "tenant": tenant_id,
        "ids": [row.message_id for row in rows],
        "attempts": [row.attempt for row in rows],
        "verdicts": [row.judgement.verdict.value for row in rows],
        "rules": [row.judgement.rule for row in rows],
        "reasons": [row.judgement.reason for row in rows],
        "kinds": [row.kind for row in rows],
        "headers": [row.header_message_id for row in rows],
    }
    return len(session.execute(_RECORD_VERDICTS, values).all()) == len(rows)
