"""Understanding second: messages that were stored become drafts, follow-ups, or say why not."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ingest.findings import findings_of
from ingest.judge import Judgement, judge
from ingest.understand import Reading, understand
from ingest.understood import Understood
from models import notices
from models.base import now
from models.complaints.findings import Came, Findings
from models.errors import TemporaryError
from models.faults import fault
from models.mail.content import enter_blobs, stored_of
from models.mail.mailbox import Mailbox
from models.mail.message import Blob, InboundMessage, Verdict
from models.service import Service
from models.session import tenant_transaction
from models.tenants.tenant import Tenant
from models.vault.packs import Stored

logger = logging.getLogger(__name__)
_TRIES = 5
_REFERENCE = "uq_complaints_public_reference"


@dataclass(frozen=True)
class Read:
    """A message, its bytes understood outside of any transaction."""

    came: Came
    attempt: int
    said: Understood
    findings: list[Findings]


def take_in(service: Service, tenant_id: UUID, held: Mapping[UUID, int]) -> int:
    """Give claimed messages (id to attempt) their verdict, all in one transaction.

    Returns how many got one: who was taken by another worker meanwhile is left out.
    Raises what the database or a message makes it raise; then nothing was written.
    """
    waiting, key = _load(service, tenant_id, held)
    read = [_read(service, one, held) for one in waiting]
    unpacked = _keep_unpacked(service, tenant_id, key, read)
    for left in reversed(range(_TRIES)):
        try:
            return _write(service, tenant_id, read, unpacked)
        except IntegrityError as error:
            # A public reference that some cabinet has already: draw others.
            if _REFERENCE not in str(error.orig) or not left:
                raise
    raise TemporaryError("no free public reference")
