"""Inputs of the policy's questions: facts of the mail, and the case of its letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from models.rows.complaint import Complaint
from models.rows.letter import Letter
from models.rows.mailbox import Mailbox
from models.rows.tenant import Tenant


@dataclass(frozen=True)
class Facts:
    """Facts of the understanding that a letter may depend on.

    `allowed` is the verdict of the rules on automatic replies, `authenticated` that the
    mailbox's own provider vouched for the sender (`authentication` says how, or why not),
    `between` who else passed the mail on, `doubt` what is unsure about who is who,
    `asked_old` that the mail is older than the mailbox's activation and was asked for,
    `restored` that its letter may have left before the database went back to a backup.
    """

    allowed: bool
    allowed_reason: str = ""
    forwarded: bool = False
    forwarder_email: str = ""
    authenticated: bool = False
    authentication: str = ""
    between: tuple[str, ...] = ()
    doubt: str = ""
    in_reply_to: str = ""
    mailbox_id: UUID | None = None
    received_at: datetime | None = None
    asked_old: bool = False
    restored: bool = False

    def to_json(self) -> dict[str, Any]:
        return cast("dict[str, Any]", msgspec.to_builtins(self))

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Facts:
        return msgspec.convert(kept, cls)


@dataclass(frozen=True)
class Case:
    """Everything the questions look at; they ask nobody else."""

    complaint: Complaint
    tenant: Tenant
    facts: Facts
    mailbox: Mailbox | None
    sender: str
    lacking: tuple[str, ...]
    forwarder_verified: bool
    # Of a domain that belongs to the cabinet's verified people.
    forwarder_of_office: bool
    # Those who passed the mail on before the forwarder, and are not verified.
    strangers: tuple[str, ...]
    target_is_ours: bool
    # A verified forwarder is of the cabinet's side, not its customer.
    target_forwards: bool
    full_cap: str
    # The receipt that left before this acknowledgement, where there was one.
    receipt: Letter | None = None
    # A person's click, or the last safe day, answers what may be answered so.
    released: bool = False
    last_day: bool = False
