"""Findings of a check that is not simply well."""

from models.base.errors import ReclamProError


class Trouble(ReclamProError):
    """Fault that a check found, in one sentence."""


class Notice(ReclamProError):
    """Fact that an operator should know, and with which the service works as it is told to."""
