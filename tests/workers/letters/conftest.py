"""A cabinet with letters (tests/lettering.py), a living worker and a server that fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.store.service import Service
from tests.lettering import LetterDesk, desk, liveness, make_service
from tests.servers import Database, Sink

__all__ = ["desk", "liveness"]


@pytest.fixture
def service(module_database: Database, tmp_path: Path, sink: Sink) -> Iterator[Service]:
    made = make_service(module_database, tmp_path, smtp_url=sink.url)
    yield made
    made.app.dispose()
    made.clock.dispose()


def elsewhere(desk: LetterDesk, url: str) -> Service:
    """The same service with another SMTP server."""
    return replace(desk.service, settings=replace(desk.service.settings, smtp_url=url))
