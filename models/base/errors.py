"""Errors of the service, as a tree.

ReclamProError
├── TemporaryError          try again later, nothing was decided
│   ├── KeyLost             another master key than the one in use wrapped a key
│   └── DiskFull            the disk has no room left
├── PermanentError          trying again gives the same answer: record it and stop
│   └── IntegrityLost       stored bytes do not match their digest or place
├── SettingError            the start is refused: a setting is missing or odd
└── Refused                 the user asked for something that is not allowed
    ├── MoveRefused         a complaint cannot go from this status to that one
    ├── StaleVersion        somebody else changed the object since it was read
    └── NotFound            it does not exist, or not for this cabinet
"""


class ReclamProError(Exception):
    """The root of every failure we name."""


class TemporaryError(ReclamProError):
    """Trying again later may work."""


class KeyLost(TemporaryError):
    """A cabinet's key was wrapped by another master key; putting its file back mends it."""


class DiskFull(TemporaryError):
    """The disk has no room left: nothing was stored."""


class PermanentError(ReclamProError):
    """Trying again gives the same answer."""


class IntegrityLost(PermanentError):
    """Stored bytes do not match their digest or their place."""


class SettingError(ReclamProError):
    """A setting is missing or odd; the message names it and says what was expected."""


class Refused(ReclamProError):
    """The user asked for something that is not allowed; `str(error)` is French."""


class MoveRefused(Refused):
    """A complaint cannot go from its status to the one asked for."""


class StaleVersion(Refused):
    """Somebody else changed the object since it was shown."""


class NotFound(Refused):
    """The object does not exist, or not for this cabinet: both look the same."""
