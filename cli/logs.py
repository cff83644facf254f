"""Logs of the service: plain for people, JSON lines for machines, ids only."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from uuid import UUID

from models.base.settings import Settings

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# A word such as an id, a state or a verb: never a sentence or an address.
_WORD = re.compile(r"[\w.:/-]{1,80}")
OURS = ("models", "ingest", "workers", "dashboard", "cli")


def configure(settings: Settings) -> None:
    """Log to standard error in the format of LOG_FORMAT."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if settings.log_format == "json" else Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries speak of addresses and subjects below this level.
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def public_extra(record: logging.LogRecord) -> dict[str, object]:
    """The ids of `extra`; what could be a person's words is left out."""
    extra = {k: v for k, v in vars(record).items() if k not in _KNOWN}
    return {k: _plain(v) for k, v in extra.items() if _is_id(v)}


def trace(record: logging.LogRecord) -> list[str]:
    """Places and names of the errors, without their messages: they quote data."""
    lines: list[str] = []
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        lines.append(type(error).__name__)
        for frame in traceback.extract_tb(error.__traceback__)[-6:]:
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        error = error.__cause__ or error.__context__
    return lines


class Plain(logging.Formatter):
    """`12:00:00 INFO workers.send acknowledgement sent letter_id=…`"""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        ids = "".join(
            f" {name}={value}" for name, value in public_extra(record).items()
        )
        line = f"{at} {record.levelname} {record.name} {record.getMessage()}{ids}"
        return "\n".join([line, *trace(record)])


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "says": record.getMessage(),
            **public_extra(record),
        }
        if lines := trace(record):
            line["trace"] = lines
        return json.dumps(line, ensure_ascii=True)


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float | UUID)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
