"""The facts of a mail that its letter may depend on, kept with the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec


@dataclass(frozen=True)
class Facts:
    """What the understanding of the mail says that a letter may depend on.

    `allowed` is the verdict of the rules on automatic replies, `authenticated` that the
    mailbox's own provider vouched for the sender (`authentication` says how, or why not),
    `between` who else passed the mail on, `doubt` what is unsure about who is who,
    `asked_old` that the mail is older than the mailbox's activation and was asked for.
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

    def to_json(self) -> dict[str, Any]:
        return cast("dict[str, Any]", msgspec.to_builtins(self))

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Facts:
        return msgspec.convert(kept, cls)
