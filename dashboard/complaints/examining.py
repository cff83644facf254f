"""What a message says, for a person who waits: read in a child, as the workers do.

The mail that somebody types in by hand may be the very one that killed its readers.
"""

from __future__ import annotations

import logging
from uuid import UUID

from ingest.apart.reader import NotExamined, Reader, ReaderDied
from ingest.examined import Examined
from ingest.intake import load
from models.service import Service

logger = logging.getLogger(__name__)
# One for the process; the application closes it.
READER = Reader()


def examined(service: Service, tenant_id: UUID, message_id: UUID) -> Examined | None:
    """Everything a stored message says; None where it cannot be read, or has no bytes here."""
    _, batch = load(service, tenant_id, [message_id])
    if not batch.briefs:
        return None
    try:
        return READER(batch)[0]
    except (NotExamined, ReaderDied) as error:
        told = {"message_id": str(message_id), "error": type(error).__name__}
        logger.warning("a message could not be read for a person", extra=told)
        return None
