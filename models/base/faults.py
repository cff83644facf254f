"""Named places where a campaign of crashes may kill this process, and nothing more."""

from __future__ import annotations

import os
import signal

_armed: dict[str, int] = {}


def arm(fault_point: str) -> None:
    """Arm `name:ordinal` (the setting FAULT_POINT): the n-th passage there is the last."""
    _armed.clear()
    name, _, ordinal = fault_point.partition(":")
    if name:
        _armed[name] = int(ordinal or 1)


def fault(name: str) -> None:
    """Die here if this point is armed and its turn has come; otherwise nothing."""
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
