"""Something a check found."""

from models.errors import ReclamProError


class Trouble(ReclamProError):
    """What is wrong, in one sentence."""
