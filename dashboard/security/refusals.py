"""The ways the gate says no; `dashboard.error_pages` turns each into a page."""

from __future__ import annotations

from models.base.errors import Refused


class SignInNeeded(Refused):
    """Nobody is signed in."""


class RoleTooLow(Refused):
    """The person's role does not allow it."""


class NotFromOurPage(Refused):
    """The request does not come from a page of the dashboard (token or origin)."""


class WrongHost(Refused):
    """The request names a host that is not the dashboard's."""


class TooManyTries(Refused):
    """Something was tried too often; `seconds` is how long to wait.

    `is_first`: the limit was reached by this very try.
    """

    def __init__(self, sentence: str, seconds: int, *, is_first: bool = False) -> None:
        super().__init__(sentence)
        self.seconds = seconds
        self.is_first = is_first
