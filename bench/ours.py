"""One run of the product: a fresh cabinet, a full mailbox, one worker process by its own command."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import func, select

from bench import measuring
from bench.outcome import Outcome
from bench.stage import Stage
from models.analysis.findings import AttachmentRole
from models.base.settings import Settings
from models.cabinets.provision import open_cabinet, set_mediator
from models.mail.mailboxes import NewMailbox, add_mailbox
from models.rows.base import new_id, now
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Attachment
from models.rows.letter import Letter
from models.rows.message import InboundMessage
from models.rows.tenant import Forwarder
from models.store.content import attachment_bytes
from models.store.service import Service, open_service
from models.store.session import TenantSession, tenant_transaction
from tests.servers import Database, psycopg_connection
from workers import queue

NAME = "ReclamPro"


def run(
    stage: Stage,
    truth: dict[str, Any],
    number: int,
    command: tuple[str, ...] = (sys.executable, "-m", "cli", "worker"),
) -> Outcome:
    """Fill a mailbox, let one worker make drafts of it, look at what came of it."""
    address = f"ours{number}@bench.example"
    database = stage.cluster.clone()
    env = _environment(stage, database, number)
    service = open_service(Settings.from_env(env))
    tenant_id, mailbox_id = _cabinet(service, stage, truth, address)
    stage.fill(address)
    # As the dashboard does when a mailbox is added.
    queue.configure(service.settings)
    queue.enqueue(queue.Job.POLL, tenant_id, mailbox_id)
    log = stage.folder / f"ours{number}.log"
    with psycopg_connection(database.admin_url) as watcher:
        done = _all_judged(watcher, len(truth["mails"]))
        cost = measuring.run(list(command), env, log, done)
    outcome = Outcome(NAME, len(truth["mails"]), cost)
    with tenant_transaction(service.app, tenant_id) as session:
        _look(outcome, service, session, truth)
    outcome.trouble += _warnings(log)
    service.app.dispose()
    stage.cluster.drop(database)
    stage.clear(address, Path(env["DATA_DIR"]))
    return outcome


def _environment(stage: Stage, database: Database, number: int) -> dict[str, str]:
    """One process with the default threads; without an SMTP server no letter leaves."""
    stage.valkey_flush()
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(stage.folder / f"ours{number}"),
        "DATABASE_URL": database.app_url,
        "CLOCK_DATABASE_URL": database.clock_url,
        "REDIS_URL": stage.valkey.url,
        "ALLOW_LOCAL_MAIL_HOSTS": "yes",
        "SSL_CERT_FILE": str(stage.dovecot.authority),
    }


def _cabinet(
    service: Service, stage: Stage, truth: dict[str, Any], address: str
) -> tuple[UUID, UUID]:
    """A cabinet whose letters lack nothing, its forwarders verified, its mailbox opened."""
    tenant_id = open_cabinet(
        service,
        "Cabinet Brossard",
        address="4, place du Marché, 35000 Rennes",
        contact_name="Aline Morel",
        contact_email="aline.morel@cabinet-brossard.example",
        contact_phone="02 99 00 00 00",
        orias="07000000",
    )
    set_mediator(
        service,
        tenant_id,
        "La Médiation",
        "TSA 50110, 75441 Paris",
        "https://mediation.example",
    )
    box = NewMailbox(
        address,
        stage.dovecot.host,
        stage.dovecot.tls_port,
        address,
        stage.dovecot.password,
        authserv_id="none",
        resolver="none",
    )
    with tenant_transaction(service.app, tenant_id) as session:
        mailbox = add_mailbox(session, service, tenant_id, box)
        for forwarder in truth["forwarders"]:
            session.add(
                Forwarder(
                    tenant_id=tenant_id, id=new_id(), verified_at=now(), **forwarder
                )
            )
    return tenant_id, mailbox.id


def _all_judged(
    watcher: psycopg.Connection[tuple[object, ...]], count: int
) -> Callable[[], bool]:
    judged = "select count(*) from inbound_messages where verdict <> 'stored'"

    def is_done() -> bool:
        found = watcher.execute(judged).fetchone()
        return found is not None and found[0] == count

    return is_done


def _look(
    outcome: Outcome, service: Service, session: TenantSession, truth: dict[str, Any]
) -> None:
    """Drafts, rightly named customers, letters, and every document by its bytes and name."""
    complaints = session.scalars(select(Complaint)).all()
    named = {complaint.complainant_email for complaint in complaints}
    outcome.items = len(complaints)
    outcome.people = sum(
        mail["complainant"]["email"] in named for mail in truth["mails"].values()
    )
    outcome.letters = session.scalar(select(func.count()).select_from(Letter)) or 0
    documents = select(Attachment).where(Attachment.role == AttachmentRole.DOCUMENT)
    kept = []
    for document in session.scalars(documents):
        # Raises IntegrityLost unless the bytes bear the digest.
        attachment_bytes(session, service, document)
        kept.append((document.sha256, document.filename))
    outcome.count_files(truth, kept)
    outcome.trouble += _verdicts(session)


def _verdicts(session: TenantSession) -> list[str]:
    """List mails that did not become drafts, and letters that are not planned, with their reasons."""
    messages = session.execute(
        select(InboundMessage.verdict, InboundMessage.rule, InboundMessage.reason)
    )
    letters = session.execute(select(Letter.state, Letter.reason))
    items = [str(tuple(map(str, row))) for row in (*messages, *letters)]
    return [f"{n} x {what}" for what, n in Counter(items).most_common()]


def _warnings(log: Path) -> list[str]:
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if "WARNING" in line or "ERROR" in line][:5]
