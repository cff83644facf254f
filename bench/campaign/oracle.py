"""Oracle of every understanding, whatever the bytes."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

from bench.scoring.guarded import CPU_SECONDS
from bench.truth import READING
from cli.commands.parse import as_json
from ingest.mime import values
from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import understand
from ingest.reading.understood import Understood


def troubles(data: bytes) -> list[str]:
    """List the rules that do not hold. Nothing may raise; where it does, so does this."""
    start = time.process_time()
    found = understand(data, READING)
    findings_of(found)
    spent = time.process_time() - start
    items = [f"{spent:.1f} s of CPU"] if spent > CPU_SECONDS else []
    for letter in (found, *found.also):
        items += _troubles_of(data, letter)
    return items


def _troubles_of(data: bytes, found: Understood) -> Iterator[str]:
    if found.rule == "failed":
        yield f"understand failed: {found.defects}"
    yield from (
        f"parse: {defect}"
        for defect in found.defects
        if defect.startswith("unreadable")
    )
    if found.sent_at.tzinfo is None:
        yield "sent_at without a zone"
    for text in _texts(json.loads(json.dumps(as_json(found)))):
        if "\0" in text:
            yield "NUL in a text"
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            yield "lone surrogate in a text"
    for file in (*found.attachments, *found.inline, *found.containers):
        content = file.content if file.span is None else values.cut(data, file.span)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            yield f"other bytes than the digest says: {file.content_type}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in (*value, *value.values()):
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
