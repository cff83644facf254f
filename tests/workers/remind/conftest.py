"""A cabinet with letters: see tests/lettering.py."""

from __future__ import annotations

from tests.lettering import desk, life, service

__all__ = ["desk", "life", "service"]
