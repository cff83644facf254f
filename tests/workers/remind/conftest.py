"""A cabinet with letters: see tests/lettering.py."""

from __future__ import annotations

from tests.lettering import desk, liveness, service

__all__ = ["desk", "liveness", "service"]
