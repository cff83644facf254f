"""A cabinet with letters: see tests/lettering.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.service import Service
from tests.lettering import desk, service
from workers.life import Life

__all__ = ["desk", "service"]


@pytest.fixture
def life(service: Service) -> Iterator[Life]:
    alive = Life(service.app).begin()
    yield alive
    alive.end()
