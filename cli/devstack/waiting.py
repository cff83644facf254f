"""Wait for our server to answer, or say why it never will."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable

from models.base.errors import ReclamProError


class PartDidNotStart(ReclamProError):
    """An embedded part ended or stayed silent at its start."""


def until(
    ask: Callable[[], object],
    child: subprocess.Popen[bytes],
    name: str,
    seconds: float,
    silent: tuple[type[Exception], ...],
) -> None:
    """Ask every 50 ms until `ask` does not raise one of `silent`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            ask()
        except silent as error:
            reason = str(error)
        else:
            return
        if child.poll() is not None:
            raise PartDidNotStart(
                f"{name} ended at its start (status {child.returncode})"
            )
        if time.monotonic() > deadline:
            raise PartDidNotStart(f"{name} gave no answer in {seconds:.0f} s: {reason}")
        time.sleep(0.05)
