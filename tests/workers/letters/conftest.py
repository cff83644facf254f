"""A cabinet with letters: see tests/lettering.py."""

from tests.lettering import desk, service

__all__ = ["desk", "service"]
