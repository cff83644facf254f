"""Helps of a process: named places where a campaign may kill it, and a calm garbage collector."""

from __future__ import annotations

import gc
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


def calm_collector() -> None:
    """Look less often for cycles: modules stay, and a batch makes thousands of rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
