"""Invariants that hold after the faults: nothing lost, nothing twice, nothing hidden.

I1 to I7 are the invariants of the design.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from bench.campaign.stage import Box, Stage
from bench.campaign.truth import Row, Seen, connect
from models.mail.ledger import ledger
from models.rows.complaint_parts import Attachment
from models.rows.history import Event, verify
from models.rows.mailbox import Mailbox
from models.store.content import attachment_bytes
from models.store.session import tenant_transaction

# How a letter may end: everything else is a letter that somebody forgot.
ENDED = {"accepted", "unknown", "held", "refused", "refused_for_now"}


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold, and where."""

    invariant: str
    where: str


def breaches(seen: Seen) -> list[Breach]:
    """Every invariant that does not hold."""
    return [
        Breach(name, where)
        for name, check in INVARIANTS.items()
        for where in check(seen)
    ]


def _every_mail_once(seen: Seen) -> Iterator[str]:
    items = Counter(str(m["sha256"]) for m in seen.messages)
    drafts = Counter(str(d["sha256"]) for d in seen.drafts)
    for box, mail in seen.stage.posted:
        if items[mail.sha256] != 1:
            yield f"mail {mail.number} of {box.address}: {items[mail.sha256]} items"
        if drafts[mail.sha256] != 1:
            yield f"mail {mail.number} of {box.address}: {drafts[mail.sha256]} drafts"
    for box in seen.stage.boxes:
        if seen.listed[box.address] != len(box.posted):
            yield f"{box.address}: the server lists {seen.listed[box.address]}"


def _every_paper(seen: Seen) -> Iterator[str]:
    stage = seen.stage
    for box in stage.boxes:
        wanted = Counter(p for mail in box.posted for p in mail.documents)
        with tenant_transaction(stage.service.app, box.tenant_id) as session:
            found = session.scalars(
                select(Attachment).where(Attachment.sha256.in_(wanted))
            ).all()
            for document in found:
                kept = attachment_bytes(session, stage.service, document)
                if hashlib.sha256(kept).hexdigest() != document.sha256:
                    yield f"document {document.id} has other bytes"
        if Counter(p.sha256 for p in found) != wanted:
            yield f"{box.address}: {len(found)} papers of {wanted.total()}"


def _no_letter_twice(seen: Seen) -> Iterator[str]:
    for name, copies in seen.copies.items():
        if copies > 1:
            yield f"{copies} copies of {name}"
    wrote = Counter(m.complainant for _, m in seen.stage.posted)
    for to, letters in seen.reached.items():
        if letters > wrote[to]:
            yield f"{letters} acknowledgements to {to}, who wrote {wrote[to]} times"


def _no_letter_missing(seen: Seen) -> Iterator[str]:
    letters = {str(r["complaint_id"]): r for r in seen.letters}
    if len(letters) != len(seen.letters):
        yield "a complaint has two letters"
    for draft in seen.drafts:
        letter = letters.get(str(draft["id"]))
        if letter is None:
            yield f"complaint {draft['id']} has no letter"
            continue
        copies = seen.copies[letter["header_message_id"]]
        if letter["state"] == "accepted" and copies != 1:
            yield f"letter {letter['id']} is accepted, {copies} copies in the spool"
        if letter["state"] not in ENDED | {"planned"}:
            yield f"letter {letter['id']} is {letter['state']}"
        if letter["state"] in ("held", "planned") and not letter["reason"]:
            yield f"letter {letter['id']} waits without a reason"
        if letter["state"] in ("held", "planned") and copies:
            yield f"letter {letter['id']} waits, and left"


def _every_byte(seen: Seen) -> Iterator[str]:
    for letter in seen.letters:
        left = seen.spool.get(letter["header_message_id"])
        if left is not None and left != bytes(letter["content"]):
            yield f"letter {letter['id']} left with other bytes"
    for name in seen.spool.keys() - {r["header_message_id"] for r in seen.letters}:
        yield f"{name} left, and no letter bears it"


def _check_unknown_shown(seen: Seen) -> Iterator[str]:
    unknown = [r for r in seen.letters if r["state"] == "unknown"]
    if len(unknown) > seen.faults:
        yield f"{len(unknown)} unknown for {seen.faults} faults"
    with connect(seen.stage) as db:
        notices = db.execute(
            "select subject_key from notices where kind = 'letter_unknown'"
        ).fetchall()
    keys = {row["subject_key"].split(":")[0] for row in notices}
    for letter in unknown:
        if str(letter["id"]) not in keys:
            yield f"letter {letter['id']} is unknown and nobody was told"


def _caps(seen: Seen) -> Iterator[str]:
    """With the caps of every day, none is passed, and what they held has its reason."""
    if seen.stage.raised:
        return
    for box in seen.stage.boxes:
        yield from _caps_of(seen, box)
    reasons = {r["reason"] for r in seen.letters if r["state"] in ("held", "planned")}
    if not {"cap_address", "cap_tenant_hour"} <= reasons:
        yield f"nothing met the caps: {reasons}"


def _caps_of(seen: Seen, box: Box) -> Iterator[str]:
    settings, left = seen.stage.service.settings, Counter[str]()
    for letter in seen.letters:
        if letter["tenant_id"] == box.tenant_id:
            left[letter["recipient"]] += seen.copies[letter["header_message_id"]]
    if left.total() > settings.ack_per_tenant_hour:
        yield f"{left.total()} acknowledgements of {box.address} in an hour"
    for to, letters in left.items():
        if letters > settings.ack_per_address_day:
            yield f"{letters} acknowledgements of {box.address} to {to} in a day"


def _histories(seen: Seen) -> Iterator[str]:
    ends = {str(r["complaint_id"]): r for r in seen.letters}
    for box in seen.stage.boxes:
        for stream, events in _streams(seen.stage, box).items():
            if not verify(events):
                yield f"the history of {stream} is broken"
            kinds = [e.kind for e in events]
            if str(stream) in ends:
                yield from _has_notice(stream, kinds, events, ends[str(stream)])


def _has_notice(
    stream: UUID, kinds: list[str], events: list[Event], letter: Row
) -> Iterator[str]:
    if kinds[0] != "complaint:drafted" or kinds.count("complaint:drafted") != 1:
        yield f"the history of {stream} begins {kinds[:2]}"
    if kinds[-1] != f"letter:{letter['state']}":
        yield f"the history of {stream} ends {kinds[-1]}, its letter is {letter['state']}"
    if kinds.count("letter:accepted") > 1:
        yield f"the history of {stream} accepts twice"
    if letter["state"] == "accepted":
        digest = hashlib.sha256(bytes(letter["content"])).hexdigest()
        if events[-1].data.get("sha256") != digest or not events[-1].data.get("reply"):
            yield f"the history of {stream} lacks the proof"


def _nothing_under_way(seen: Seen) -> Iterator[str]:
    if seen.in_flight:
        yield f"{seen.in_flight} rows still under way"
    for letter in seen.letters:
        if letter["state"] in ENDED and letter["claimed_by"] is not None:
            yield f"letter {letter['id']} is still claimed"


def _own_cabinet(seen: Seen) -> Iterator[str]:
    home = {str(b.mailbox_id): b for b in seen.stage.boxes}
    for draft in seen.drafts:
        box = home[str(draft["mailbox_id"])]
        if {draft["tenant_id"], draft["message_tenant"]} != {box.tenant_id}:
            yield f"complaint {draft['id']} is in another cabinet"
    for letter in seen.letters:
        mail = email.message_from_bytes(
            bytes(letter["content"]), policy=email.policy.default
        )
        box = next(b for b in seen.stage.boxes if b.tenant_id == letter["tenant_id"])
        if (
            letter["complaint_tenant"] != box.tenant_id
            or box.address not in mail["From"]
        ):
            yield f"letter {letter['id']} speaks for another cabinet"


def _ledgers(seen: Seen) -> Iterator[str]:
    for box in seen.stage.boxes:
        with tenant_transaction(seen.stage.service.app, box.tenant_id) as session:
            mailbox = session.get_one(Mailbox, (box.tenant_id, box.mailbox_id))
            counted = ledger(session, mailbox)
        if not counted.balanced or counted.waiting:
            yield f"{box.address}: {counted}"


INVARIANTS: dict[str, Callable[[Seen], Iterator[str]]] = {
    "I1 every mail in one item and one draft": _every_mail_once,
    "I2 every attachment stored and readable": _every_paper,
    "I3 no acknowledgement twice, none to a stranger": _no_letter_twice,
    "I3 none missing without being shown": _no_letter_missing,
    "I3 the stored bytes are the bytes that left": _every_byte,
    "I4 unknown within the faults, and told": _check_unknown_shown,
    "I4 caps kept, what they hold is shown as held": _caps,
    "I5 histories whole, ending where the letter is": _histories,
    "I6 nothing left under way": _nothing_under_way,
    "I7 each cabinet its own": _own_cabinet,
    "ledger of each mailbox balanced": _ledgers,
}


def _streams(stage: Stage, box: Box) -> dict[UUID, list[Event]]:
    found: dict[UUID, list[Event]] = {}
    with tenant_transaction(stage.service.app, box.tenant_id) as session:
        for event in session.scalars(
            select(Event).order_by(Event.stream, Event.position)
        ):
            found.setdefault(event.stream, []).append(event)
    return found
