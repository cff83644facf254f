"""Something a check found."""

from models.base.errors import ReclamProError


class Trouble(ReclamProError):
    """What is wrong, in one sentence."""
