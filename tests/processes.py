"""Workers and clocks as real processes, started and ended by the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.household import House

ROOT = Path(__file__).parent.parent
# No promise of the product: it ends what hangs, on however busy a machine.
FOR_EVER = 180.0
_RUN = (
    "import os, logging; logging.basicConfig(level=logging.INFO);"
    "from models.base.settings import Settings; from workers import main;"
    "raise SystemExit(main.run_{what}(Settings.from_env(os.environ)))"
)


class Process:
    """One worker or clock; `log` is what it said."""

    def __init__(self, house: House, what: str, redis_url: str, **extra: str) -> None:
        settings = house.service.settings
        self.log = settings.data_dir / f"{what}-{time.monotonic_ns()}.log"
        values = {
            "DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": settings.database_url,
            "CLOCK_DATABASE_URL": settings.clock_database_url,
            "REDIS_URL": redis_url,
            "ALLOW_LOCAL_MAIL_HOSTS": "yes",
            "POLL_SECONDS": "2",
            "SMTP_URL": settings.smtp_url,
            **extra,
        }
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-c", _RUN.format(what=what)],
                cwd=ROOT,
                env={**os.environ, **{k: v for k, v in values.items() if v}},
                stdout=log,
                stderr=log,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    @property
    def code(self) -> int | None:
        return self._child.poll()

    def kill(self) -> None:
        self._child.send_signal(signal.SIGKILL)
        self._child.wait(FOR_EVER)

    def terminate(self) -> None:
        """Ask it to stop; returns when it has."""
        self._child.terminate()
        self._child.wait(FOR_EVER)


@contextmanager
def running(house: House, what: str, redis_url: str, **extra: str) -> Iterator[Process]:
    """A process that is gone at the end, and ready when it begins."""
    process = Process(house, what, redis_url, **extra)
    try:
        wait_until(
            lambda: f"{what} ready" in process.output or process.code is not None
        )
        yield process
    finally:
        if process.code is None:
            process.kill()


def wait_until(what: Callable[[], bool]) -> None:
    """Wait for something to be true; fails where it would never come."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < FOR_EVER, "it did not come"
        time.sleep(0.1)
