"""Compare an understanding with the truth: whether it says what the corpus knows to be true."""

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
    person, value = found.complainant, mail["complainant"]
    files = {
        (attachment.sha256, attachment.filename) for attachment in found.attachments
    }
    digests = {digest for digest, _ in files}
    sent = datetime.fromisoformat(mail["sent_at"])
    right["kind"] += found.kind == "complaint"
    right["address"] += bool(person and person.email.lower() == value["email"])
    right["name"] += bool(person and person.name == value["name"])
    right["subject"] += found.subject == mail["subject"]
    right["sent_at"] += abs((found.sent_at - sent).total_seconds()) < 60
    right["forwarder"] += found.forwarder_email == mail["forwarder_email"]
    right["contract"] += mail["contract_number"] in found.contract_numbers or not _says(
        found, mail
    )
    right["files"] += all(file["sha256"] in digests for file in mail["attachments"])
    right["file names"] += all(
        (file["sha256"], file["name"]) in files for file in mail["attachments"]
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
