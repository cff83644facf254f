"""Truth as Dovecot, the spool of the sink and SQL hold it, looked up once from outside."""

from __future__ import annotations

import email
import email.policy
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bench.campaign.stage import Stage

Row = dict[str, Any]


@dataclass
class Seen:
    """Everything looked up from outside, once."""

    stage: Stage
    faults: int
    listed: dict[str, int] = field(default_factory=dict)
    messages: list[Row] = field(default_factory=list)
    drafts: list[Row] = field(default_factory=list)
    letters: list[Row] = field(default_factory=list)
    locations: int = 0
    in_flight: int = 0
    # What the sink accepted, by Message-ID and by address.
    copies: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    spool: dict[str, bytes] = field(default_factory=dict)
    arrived: dict[str, datetime] = field(default_factory=dict)

    def delays(self) -> list[float]:
        """Seconds from a mail's delivery to its acknowledgement in the spool, sorted."""
        posted = {m.complainant: m.at for _, m in self.stage.posted}
        both = posted.keys() & self.arrived.keys()
        return sorted((self.arrived[a] - posted[a]).total_seconds() for a in both)


_MESSAGES = "select * from inbound_messages"
_DRAFTS = """
select c.id, c.tenant_id, c.complainant_email, c.public_reference, m.sha256,
 m.mailbox_id, m.tenant_id as message_tenant
from complaints c
join complaint_messages l on l.complaint_id = c.id and l.kind = 'origin'
join inbound_messages m on m.id = l.message_id
"""
_LETTERS = """
select l.*, c.complainant_email, c.tenant_id as complaint_tenant
from letters l join complaints c on c.id = l.complaint_id
"""
_FLIGHT = """
select (select count(*) from letters where state in ('claimed', 'dot_pending'))
 + (select count(*) from letters where state = 'planned' and kind in ('receipt', 'acknowledgement')
    and reason not like 'cap_%')
 + (select count(*) from inbound_messages where verdict = 'stored')
 + (select count(*) from mail_locations where message_id is null) as waiting
"""


def is_quiet(stage: Stage) -> bool:
    """Tell whether every mail posted has arrived and nothing is under way any more."""
    with connect(stage) as db:
        arrived = _one(db, "select count(*) as n from inbound_messages")["n"]
        return arrived >= len(stage.posted) and not _one(db, _FLIGHT)["waiting"]


def look(stage: Stage, faults: int) -> Seen:
    """Ask everybody."""
    seen = Seen(stage, faults)
    for box in stage.boxes:
        seen.listed[box.address] = len(stage.dovecot.listing(box.address))
    with connect(stage) as db:
        seen.messages = db.execute(_MESSAGES).fetchall()
        seen.drafts = db.execute(_DRAFTS).fetchall()
        seen.letters = db.execute(_LETTERS).fetchall()
        seen.locations = _one(db, "select count(*) as n from mail_locations")["n"]
        seen.in_flight = _one(db, _FLIGHT)["waiting"]
    for to, at, content in _read_spooled(stage.folder / "spool"):
        if b"auto-replied" in content:
            seen.arrived[to] = at
            name = _message_id(content)
            seen.copies[name] += 1
            seen.reached[to] += 1
            seen.spool[name] = content
    return seen


def _read_spooled(spool: Path) -> Iterator[tuple[str, datetime, bytes]]:
    for path in sorted(spool.glob("*.json")):
        envelope, content = json.loads(path.read_text()), path.with_suffix(".eml")
        if content.exists():
            at = datetime.fromisoformat(envelope["at"])
            yield envelope["to"][0], at, content.read_bytes()


def _message_id(content: bytes) -> str:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return str(mail["Message-ID"])


def connect(stage: Stage) -> psycopg.Connection[Row]:
    url = stage.database.admin_url.replace("+psycopg", "", 1)
    return psycopg.connect(url, autocommit=True, row_factory=dict_row)


def _one(db: psycopg.Connection[Row], statement: str) -> Row:
    row = db.execute(statement.encode()).fetchone()
    assert row is not None
    return row
