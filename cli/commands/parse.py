"""`reclampro parse`: what the understanding makes of message files, without a database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.mime.values import Attachment, Person
from ingest.reading.understand import Reading, understand
from ingest.reading.understood import Understood
from models.analysis.findings import Arrival
from models.base.settings import Settings


def register(subparsers: Any) -> None:
    """Offer `parse` to the command line."""
    parser = subparsers.add_parser(
        "parse", help="show what is understood of mail files"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line a file")
    parser.add_argument(
        "--tz",
        default="Europe/Paris",
        type=_zone,
        help="zone of dates that name none",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="- for stdin"
    )
    parser.set_defaults(handler=run)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        words = f"expected a time zone such as Europe/Paris, not {name!r}"
        raise argparse.ArgumentTypeError(words) from error


def run(arguments: argparse.Namespace) -> int:
    """Print one line a file; 1 when a file could not be opened."""
    settings = Settings.from_env(os.environ)
    reading = Reading(settings.mail_domains, arguments.tz)
    failed = False
    for path in arguments.files:
        try:
            found = understand(_bytes(path), reading)
        except OSError as error:
            print(json.dumps({"file": str(path), "error": type(error).__name__}))
            failed = True
            continue
        shape = {"file": str(path), **as_json(found)}
        print(json.dumps(shape) if arguments.json else _plain(shape))
    return int(failed)


def _bytes(path: Path) -> bytes:
    return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()


def as_json(found: Understood) -> dict[str, Any]:
    """The shape that the outside may rely on."""
    return {
        "kind": str(found.kind),
        "rule": found.rule,
        "message_id": found.message_id,
        "forwarded": found.forwarded,
        "forwarder_email": found.forwarder_email,
        "complainant": _person(found.complainant),
        "hops": list(found.hops),
        "subject": found.subject,
        "sent_at": found.sent_at.isoformat(),
        "sent_at_precision": found.sent_at_precision,
        "arrivals": [_arrival(hop) for hop in found.arrivals],
        "body": found.body,
        "reply_text": found.reply_text,
        "forwarder_note": found.forwarder_note,
        "signature": found.signature,
        "quoted": found.quoted,
        "attachments": [_attachment(attachment) for attachment in found.attachments],
        "inline": [_attachment(file) for file in found.inline],
        "containers": [_attachment(container) for container in found.containers],
        "contract_numbers": list(found.contract_numbers),
        "claim_numbers": list(found.claim_numbers),
        "auto_ack_allowed": found.auto_ack_allowed,
        "auto_ack_reason": found.auto_ack_reason,
        "bounce": None
        if found.bounce is None
        else {
            "permanent": found.bounce.permanent,
            "recipients": list(found.bounce.recipients),
        },
        "also": [as_json(part) for part in found.also],
        "defects": list(found.defects),
        "suggestions": found.suggestions,
        "confidence": found.confidence,
        "evidence": found.evidence,
    }


def _person(person: Person | None) -> dict[str, str | None] | None:
    if person is None:
        return None
    return {"name": person.name, "email": person.email or None}


def _arrival(hop: Arrival) -> dict[str, str | None]:
    at = hop.at.isoformat() if hop.at else None
    return {"email": hop.email or None, "at": at, "source": hop.source}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _plain(shape: dict[str, Any]) -> str:
    who = shape["complainant"] or {}
    lines = [
        f"{shape['file']}: {shape['kind']} ({shape['rule']})",
        f"  complainant: {who.get('name', '')} <{who.get('email') or ''}>",
        f"  hops:        {' -> '.join(hop or '?' for hop in shape['hops'])}",
        f"  subject:     {shape['subject']}",
        f"  sent at:     {shape['sent_at']} ({shape['sent_at_precision']})",
        f"  files:       {', '.join(file['filename'] for file in shape['attachments'])}",
        f"  acknowledge: {shape['auto_ack_allowed']} ({shape['auto_ack_reason']})",
    ]
    return "\n".join(lines)
