"""Something a check found."""

from models.base.errors import ReclamProError


class Trouble(ReclamProError):
    """Fault that a check found, in one sentence."""
