"""Whether an understanding says what the corpus knows to be true."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ingest.reading.understand import Reading
from ingest.reading.understood import Understood

# The corpus is received after its last mail was sent.
READING = Reading(
    mail_domains=("in.reclampro.example", "in.reclampro.test"),
    time_zone=ZoneInfo("Europe/Paris"),
    received_at=datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Paris")),
)


def compare(found: Understood, mail: dict[str, Any], right: Counter[str]) -> None:
    """Count what is right in `right`; `mail` is one entry of the truth."""
    person, told = found.complainant, mail["complainant"]
    files = {(one.sha256, one.filename) for one in found.attachments}
    digests = {digest for digest, _ in files}
    sent = datetime.fromisoformat(mail["sent_at"])
    right["kind"] += found.kind == "complaint"
    right["address"] += bool(person and person.email.lower() == told["email"])
    right["name"] += bool(person and person.name == told["name"])
    right["subject"] += found.subject == mail["subject"]
    right["sent_at"] += abs((found.sent_at - sent).total_seconds()) < 60
    right["forwarder"] += found.forwarder_email == mail["forwarder_email"]
    right["contract"] += mail["contract_number"] in found.contract_numbers or not _says(
        found, mail
    )
    right["files"] += all(one["sha256"] in digests for one in mail["attachments"])
    right["file names"] += all(
        (one["sha256"], one["name"]) in files for one in mail["attachments"]
    )


def _says(found: Understood, mail: dict[str, Any]) -> bool:
    """Not every letter tells the contract's number and calls it so."""
    named = rf"contrat[ \u00a0]+(n°[ \u00a0]*)?{mail['contract_number']}"
    return bool(re.search(named, f"{found.subject}\n{found.body}", re.IGNORECASE))


FIELDS = (
    "kind",
    "address",
    "name",
    "subject",
    "sent_at",
    "forwarder",
    "contract",
    "files",
    "file names",
)
