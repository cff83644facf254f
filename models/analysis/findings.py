"""Findings of a mail's analysis about one complaint, in plain words for `models`.

No table is imported here: understanding runs where there is no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Capacity(StrEnum):
    """A code kept with the party, its name, and the words that hold an acknowledgement."""

    label: str

    def __new__(cls, code: str, label: str) -> Capacity:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    MEDIATOR = "mediator", "Médiateur"
    SUPERVISOR = "supervisor", "Autorité de contrôle"
    LAWYER = "lawyer", "Avocat"
    ASSOCIATION = "association", "Association de consommateurs"
    INSURER = "insurer", "Assureur"
    REPRESENTATIVE = "representative", "Mandataire"


class AttachmentRole(StrEnum):
    DOCUMENT = "document"
    INLINE = "inline"
    CONTAINER = "container"
    # Joined by a person: a scan, the file of the final answer.
    UPLOAD = "upload"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Found:
    """A document of the mail; `span` is (start, end, encoding) in its raw bytes, or None
    when `content` had to be unpacked and is kept as a blob of its own."""

    role: AttachmentRole
    filename: str
    content_type: str
    size: int
    sha256: str
    span: tuple[int, int, str] | None = None
    content: bytes = field(default=b"", repr=False)


# The source of a moment that a server stamped when it took the message.
HEADER_RECEIVED = "header_received"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One hop of a message: who sent it ("" where no address is told), when it reached the next.

    `at` is None where nothing tells; `source` is a code, `quote` the words of a quoted date.
    """

    email: str
    at: datetime | None
    source: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """One complaint of a mail. Addresses as written; `sent_at` is aware, None when unknown.

    `hops` runs from the complainant to the forwarder, (name, address), either may be empty.
    `understanding` is kept with the draft: confidence, evidence, defects, numbers.
    """

    part: int
    complainant_name: str
    complainant_email: str
    hops: tuple[tuple[str, str], ...]
    subject: str
    body: str
    # What the outer sender wrote, and who that is: the thread on the complaint's page.
    text: str
    sender: str
    sent_at: datetime | None
    sent_precision: str
    sent_source: str
    # The hops of the mail, the last one first.
    arrivals: tuple[Arrival, ...] = ()
    contract_number: str = ""
    claim_number: str = ""
    # `motif`, `product`, `priority` (codes of `models.rows.vocabularies`), `phone`; a person decides.
    suggestions: dict[str, str] = field(default_factory=dict)
    documents: tuple[Found, ...] = ()
    understanding: dict[str, Any] = field(default_factory=dict)
    # What the acknowledgement depends on (`models.sending.policy.Facts`).
    allowed: bool = False
    allowed_reason: str = ""
    forwarded: bool = False
    forwarder_email: str = ""
    authenticated: bool = False
    authentication: str = ""
    intermediaries: tuple[str, ...] = ()
    doubt: str = ""
    # In which capacity the second of `hops` writes about the complainant.
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Provenance of a message: its row, its moment, whether it is old mail imported on request."""

    message_id: UUID
    mailbox_id: UUID | None
    received_at: datetime
    header_message_id: str
    sha256: str
    imported_on_request: bool = False
    # A person says that it is a complaint: no rule ignores it.
    forced: bool = False
